package dev.switchboard;

import dev.switchboard.config.Document;
import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.file.ServiceEntry;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one document says of a whole {@link Switchboard}, in the words of ECS where it has some: the
 * {@code serviceConnectConfiguration} of a service can be pasted as it is. Immutable.
 *
 * <pre>{@code
 * Switchboard switchboard = Configuration.find().builder().listener(metrics).build();
 * }</pre>
 *
 * <p>Every key is described in {@code docs/configuration.md}, and to editors by the JSON Schema
 * {@code dev/switchboard/switchboard.schema.json} on the class path.
 */
public final class Configuration {

  private final Document document;
  private final Optional<String> namespace;
  private final Optional<Value> resolver;
  private final ResolutionPolicy resolution;
  private final Optional<String> zone;
  private final Optional<String> ownService;
  private final boolean onlyDeclaredAliases;
  private final AliasPolicy defaults;
  private final Map<Alias, ServiceDeclaration> aliases = new LinkedHashMap<>();
  private final List<String> notes;

  private Configuration(Document document) {
    this.document = document;
    Notes found = new Notes();
    Section root = document.root().ignore("$schema");
    namespace = root.string("namespace");
    requireUnwrapped(root);
    requireEnabled(root);
    resolver = root.find("resolver");
    resolver.ifPresent(Value::section);
    Optional<Section> trust = root.section("resolution");
    resolution =
        trust.map(s -> s.record(ResolutionPolicy.defaults())).orElse(ResolutionPolicy.defaults());
    trust.ifPresent(Section::done);
    zone = root.string("zone");
    ownService = root.string("ownService");
    onlyDeclaredAliases = root.flag("onlyDeclaredAliases", false);
    Optional<Section> common = root.section("defaults");
    defaults =
        common
            .map(s -> ServiceDeclaration.section(s, AliasPolicy.defaults()))
            .orElse(AliasPolicy.defaults());
    common.ifPresent(Section::done);
    readServices(root, found);
    found.document(root);
    root.done();
    requireConsistent();
    notes = found.asList();
  }

  /**
   * Reads a document.
   *
   * @param location a path, or {@code classpath:} and the name of a resource
   * @throws dev.switchboard.config.ConfigException if there is none, or something in it is wrong;
   *     the message says where
   */
  public static Configuration read(String location) {
    return of(ConfigurationLocation.document(location));
  }

  /**
   * Reads the application's document: the one the system property {@code switchboard.config} names,
   * else the environment variable {@code SWITCHBOARD_CONFIG}, else {@code switchboard.json} on the
   * class path.
   *
   * @throws dev.switchboard.config.ConfigException if there is none, or something in it is wrong;
   *     the message says where
   */
  public static Configuration find() {
    return read(ConfigurationLocation.find(System::getProperty, System::getenv));
  }

  /**
   * A document that was read already.
   *
   * @throws dev.switchboard.config.ConfigException if something in it is wrong
   */
  public static Configuration of(Document document) {
    return new Configuration(document);
  }

  private static void requireUnwrapped(Section root) {
    String wrapper = "serviceConnectConfiguration";
    if (root.keys().contains(wrapper)) {
      throw root.required(wrapper)
          .error(
              "paste what is within its braces: \"namespace\" and \"services\" stand at the top");
    }
  }

  private static void requireEnabled(Section root) {
    root.find("enabled")
        .filter(enabled -> !enabled.flag())
        .ifPresent(
            enabled -> {
              throw enabled.error(
                  "Service Connect is turned off here; write true or leave the key out to use"
                      + " Switchboard, or do not build one");
            });
  }

  private void readServices(Section root, Notes found) {
    Set<String> names = new HashSet<>();
    for (Value value : root.list("services")) {
      ServiceDeclaration service =
          ServiceDeclaration.read(value, ServiceEntry.namespaceName(root), found);
      found.endpoints(value.section(), resolver);
      if (!names.add(service.entry().name())) {
        throw value.error(
            "the service \""
                + service.entry().name()
                + "\" is there already; put all its clientAliases in one entry");
      }
      for (Alias alias : service.entry().aliases()) {
        ServiceDeclaration other = aliases.putIfAbsent(alias, service);
        if (other != null) {
          throw value.error(
              "the alias " + alias + " is there already, for " + other.entry().name());
        }
      }
    }
  }

  private void requireConsistent() {
    aliases.forEach(
        (alias, service) ->
            service
                .value()
                .checked(
                    () -> {
                      service.over(defaults).call().requireConsistent();
                      return alias;
                    }));
    document
        .root()
        .value()
        .checked(
            () -> {
              defaults.call().requireConsistent();
              return defaults;
            });
  }

  /**
   * Begins a Switchboard as the document describes it; the program may go on from there. The
   * resolver is made when it is built. If the document is a file, the Switchboard follows it.
   */
  public Switchboard.Builder builder() {
    return new Switchboard.Builder(this);
  }

  /**
   * What the document says without effect: the keys of ECS for which a library in the calling
   * process has no use. One line each: where, which key, why.
   */
  public List<String> notes() {
    return notes;
  }

  /** The document itself. */
  public Document document() {
    return document;
  }

  Resolver resolver() {
    return new Resolvers(document, namespace).resolver(resolver);
  }

  ResolutionPolicy resolution() {
    return resolution;
  }

  Optional<String> zone() {
    return zone;
  }

  Optional<String> ownService() {
    return ownService;
  }

  boolean onlyDeclaredAliases() {
    return onlyDeclaredAliases;
  }

  AliasPolicy defaults() {
    return defaults;
  }

  /** What each alias changes of the defaults. */
  Map<Alias, ServiceDeclaration> aliases() {
    return aliases;
  }

  /** Whether a reader could tell them apart by more than their places. */
  boolean hasSameContent(Configuration other) {
    return document.root().value().equals(other.document.root().value());
  }

  /** What cannot change while a Switchboard runs, each by the key that sets it. */
  Map<String, Object> fixed() {
    Map<String, Object> fixed = new HashMap<>();
    fixed.put("namespace", namespace);
    fixed.put("resolver", resolver);
    fixed.put("resolution", resolution);
    fixed.put("zone", zone);
    fixed.put("ownService", ownService);
    fixed.put("onlyDeclaredAliases", onlyDeclaredAliases);
    fixed.put("defaults.outlier", defaults.outlier());
    return fixed;
  }
}
