/** All that a modular application has to say: the AWS SDK comes without being named. */
module com.example.shop {
  requires dev.switchboard.okhttp;
  requires jdk.httpserver;
}
