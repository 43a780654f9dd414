package dev.switchboard.cloudmap;

import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.ResolverProvider;
import java.util.Optional;

/**
 * {@code {"cloudMap": {"namespace": "prod", "region": "eu-west-1", "pollInterval": "5s"}}}: a
 * {@link CloudMapResolver} with the document's namespace unless it names its own, and a {@link
 * CloudMapPolicy} by its components.
 */
public final class CloudMapProvider implements ResolverProvider {

  /** For {@link java.util.ServiceLoader}. */
  public CloudMapProvider() {}

  @Override
  public String name() {
    return "cloudMap";
  }

  @Override
  public Resolver create(Value settings, Scope scope) {
    Section section = settings.section();
    String namespace =
        section
            .string("namespace")
            .or(scope::namespace)
            .orElseThrow(
                () ->
                    settings.error(
                        "Cloud Map needs to know the namespace; write \"namespace\": \"prod\" at"
                            + " the top of the document, or choose another \"resolver\""));
    Optional<String> region = section.string("region");
    CloudMapPolicy policy = section.record(CloudMapPolicy.defaults());
    section.done();
    try {
      return settings.checked(() -> create(namespace, region, policy));
    } catch (NoClassDefFoundError e) {
      throw settings.error(
          "Cloud Map needs the AWS SDK, which is not on the class path ("
              + e.getMessage()
              + " is missing); add software.amazon.awssdk:servicediscovery and"
              + " software.amazon.awssdk:url-connection-client, or choose another \"resolver\"");
    }
  }

  /** Beyond here nothing loads without the AWS SDK. */
  private static Resolver create(String namespace, Optional<String> region, CloudMapPolicy policy) {
    CloudMapResolver.Builder builder = CloudMapResolver.builder(namespace).policy(policy);
    region.ifPresent(builder::region);
    return builder.build();
  }
}
