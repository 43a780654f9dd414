package dev.switchboard.cloudmap;

import dev.switchboard.endpoint.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to ask for a namespace, and what to call it.
 *
 * @param asked what Cloud Map is given for its name: the name, or the ARN of one that is shared
 * @param name what it is called here, and the end of its hosts; null if only its ARN is known
 * @param owner the account that owns it, null for the caller's own
 * @param region the Region its ARN names, null if there is none
 */
record NamespaceReference(
    String asked, @Nullable String name, @Nullable String owner, @Nullable String region) {

  private static final Pattern ARN =
      Pattern.compile(
          "arn:aws[a-z-]*:servicediscovery:([a-z0-9-]+):([0-9]{12}):namespace/(ns-[a-z0-9]+)");

  /** Cloud Map's own rule for names, by which they are fit for a log line too. */
  private static final Pattern NAME = Pattern.compile("[!-~]{1,1024}");

  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  /**
   * Reads the name or the ARN of a namespace.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static NamespaceReference of(String nameOrArn) {
    if (!nameOrArn.startsWith("arn:")) {
      return new NamespaceReference(checkedName(nameOrArn), nameOrArn, null, null);
    }
    Matcher arn = ARN.matcher(nameOrArn);
    if (!arn.matches()) {
      throw new IllegalArgumentException(
          "\""
              + Printable.of(nameOrArn)
              + "\" is no ARN of a Cloud Map namespace; write one such as"
              + " arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-abcdef1234567890");
    }
    return new NamespaceReference(nameOrArn, null, arn.group(2), arn.group(1));
  }

  private static String checkedName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\""
              + Printable.of(name)
              + "\" is no name of a Cloud Map namespace; write up to 1,024 visible ASCII characters,"
              + " such as \"prod\"");
    }
    return name;
  }

  /**
   * This namespace under its name, where only its ARN is known.
   *
   * @throws IllegalArgumentException if it is no possible name, or another one is known
   */
  NamespaceReference withName(String newName) {
    if (name != null && !name.equals(newName)) {
      throw new IllegalArgumentException(
          "the namespace is called \"" + name + "\"; \"" + Printable.of(newName) + "\" is another");
    }
    return new NamespaceReference(asked, checkedName(newName), owner, region);
  }

  /**
   * This namespace, of that account.
   *
   * @throws IllegalArgumentException if it is no account, or not that of the ARN
   */
  NamespaceReference withOwner(String account) {
    if (!ACCOUNT.matcher(account).matches()) {
      throw new IllegalArgumentException(
          "\""
              + Printable.of(account)
              + "\" is no AWS account; write its 12 digits, such as \"123456789012\"");
    }
    if (owner != null && !owner.equals(account)) {
      throw new IllegalArgumentException(
          "the namespace " + asked + " belongs to account " + owner + ", not to " + account);
    }
    return new NamespaceReference(asked, name, account, region);
  }

  /** What services are said to be in: the name, or the id that ends the ARN. */
  String label() {
    return name == null ? asked.substring(asked.lastIndexOf('/') + 1) : name;
  }
}
