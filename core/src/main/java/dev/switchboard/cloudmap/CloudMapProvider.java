package dev.switchboard.cloudmap;

import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.ResolverProvider;
import java.util.List;
import java.util.function.BiConsumer;

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
    try {
      return settings.checked(() -> create(namespace, section));
    } catch (NoClassDefFoundError e) {
      throw settings.error(
          "Cloud Map needs the AWS SDK, which is not on the class path ("
              + e.getMessage()
              + " is missing); add software.amazon.awssdk:servicediscovery and"
              + " software.amazon.awssdk:url-connection-client, or choose another \"resolver\"");
    }
  }

  /** Beyond here nothing loads without the AWS SDK. */
  private static Resolver create(String namespace, Section section) {
    CloudMapResolver.Builder builder =
        CloudMapResolver.builder(namespace).policy(section.record(CloudMapPolicy.defaults()));
    section.string("namespaceName").ifPresent(builder::namespaceName);
    section.string("ownerAccount").ifPresent(builder::ownerAccount);
    section.string("region").ifPresent(builder::region);
    section.string("weightAttribute").ifPresent(builder::weightAttribute);
    if (section.flag("preferIpv6", false)) {
      builder.preferIpv6();
    }
    each(section, "onlyWith", builder::onlyWith);
    each(section, "without", builder::without);
    section.done();
    return builder.build();
  }

  /** An attribute has a value, or a list of those that will do. */
  private static void each(Section section, String key, BiConsumer<String, String> add) {
    section
        .section(key)
        .ifPresent(
            attributes ->
                attributes
                    .keys()
                    .forEach(
                        name -> {
                          Value value = attributes.required(name);
                          List<Value> all = value.isString() ? List.of(value) : value.list();
                          all.forEach(one -> add.accept(name, one.string()));
                        }));
  }
}
