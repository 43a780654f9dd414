/** Switchboard: Service Connect without the sidecar. Start with {@code dev.switchboard}. */
module dev.switchboard.core {
  requires com.fasterxml.jackson.core;
  requires static transitive org.jspecify;
  requires io.github.resilience4j.core;
  requires transitive io.github.resilience4j.circuitbreaker;
  requires transitive io.github.resilience4j.retry;

  // Only the package dns; who uses it has dnsjava.
  requires static org.dnsjava;

  // Only the package cloudmap; without the SDK the others work with another resolver. None is
  // transitive: who has no SDK could not compile, for javac looks for those even where static.
  requires static software.amazon.awssdk.awscore;
  requires static software.amazon.awssdk.core;
  requires static software.amazon.awssdk.http;
  requires static software.amazon.awssdk.http.urlconnection;
  requires static software.amazon.awssdk.regions;
  requires static software.amazon.awssdk.retries;
  requires static software.amazon.awssdk.retries.api;
  requires static software.amazon.awssdk.services.servicediscovery;
  requires static software.amazon.awssdk.utils;

  // Only the package metrics; who binds meters has it.
  requires static micrometer.core;

  // Only the package page.
  requires static jdk.httpserver;

  exports dev.switchboard;
  exports dev.switchboard.balance;
  exports dev.switchboard.call;
  exports dev.switchboard.cloudmap;
  exports dev.switchboard.doctor;
  exports dev.switchboard.config;
  exports dev.switchboard.dns;
  exports dev.switchboard.endpoint;
  exports dev.switchboard.event;
  exports dev.switchboard.file;
  exports dev.switchboard.health;
  exports dev.switchboard.metrics;
  exports dev.switchboard.net;
  exports dev.switchboard.page;
  exports dev.switchboard.remember;
  exports dev.switchboard.resolve;
  exports dev.switchboard.testing;
  exports dev.switchboard.time;
  exports dev.switchboard.upstream;

  uses dev.switchboard.resolve.ResolverProvider;

  provides dev.switchboard.resolve.ResolverProvider with
      dev.switchboard.cloudmap.CloudMapProvider,
      dev.switchboard.dns.DnsProvider,
      dev.switchboard.file.FileProvider,
      dev.switchboard.remember.RememberingProvider,
      dev.switchboard.resolve.ByNameProvider,
      dev.switchboard.resolve.FirstOfProvider,
      dev.switchboard.resolve.MergedProvider;
}
