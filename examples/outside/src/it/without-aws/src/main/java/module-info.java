/** Without the AWS SDK: any resolver but Cloud Map's works. */
module com.example.shop {
  requires dev.switchboard.core;
  requires jdk.httpserver;
}
