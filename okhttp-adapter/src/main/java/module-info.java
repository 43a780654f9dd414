/** Switchboard for OkHttp. Start with {@code dev.switchboard.okhttp.SwitchboardInterceptor}. */
module dev.switchboard.okhttp {
  requires transitive dev.switchboard.core;
  requires transitive okhttp3;
  requires static transitive org.jspecify;

  // Only where calls are traced.
  requires static micrometer.observation;

  exports dev.switchboard.okhttp;
}
