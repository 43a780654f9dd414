package dev.switchboard.cloudmap;

import dev.switchboard.endpoint.Printable;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.ResolutionError.Kind;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.servicediscovery.model.InvalidInputException;
import software.amazon.awssdk.services.servicediscovery.model.NamespaceNotFoundException;
import software.amazon.awssdk.services.servicediscovery.model.RequestLimitExceededException;
import software.amazon.awssdk.services.servicediscovery.model.ServiceNotFoundException;

/** What an exception of the SDK means, or of what it calls, and what to do about it. */
final class CloudMapErrors {

  private CloudMapErrors() {}

  /**
   * What {@code e} means.
   *
   * @param asked what was asked for, in brackets
   */
  static ResolutionError explain(Throwable e, String asked) {
    String said = Printable.of(String.valueOf(e.getMessage())) + " " + asked;
    if (e instanceof ServiceNotFoundException) {
      return new ResolutionError(
          Kind.UNKNOWN_SERVICE,
          "Cloud Map knows no such service "
              + asked
              + ". Check the spelling, or name the service of this alias:"
              + " .alias(\"host:port\", a -> a.withService(\"name\")). If this host is none of"
              + " Cloud Map's, declare the aliases and add .onlyDeclaredAliases()");
    }
    if (e instanceof NamespaceNotFoundException) {
      return new ResolutionError(
          Kind.UNKNOWN_SERVICE,
          "Cloud Map knows no such namespace "
              + asked
              + ". Check its name, the account, the Region; one that another account shares is"
              + " asked for by its ARN");
    }
    if (isThrottling(e)) {
      return new ResolutionError(
          Kind.THROTTLED,
          "Cloud Map limits the account's requests "
              + asked
              + ". It is asked less often for now; if this lasts, set a longer pollInterval");
    }
    if (e instanceof InvalidInputException) {
      return new ResolutionError(
          Kind.MISCONFIGURED,
          "Cloud Map refused the question: "
              + said
              + ". Check the names of the namespace and the service");
    }
    if (isAccessDenied(e)) {
      return new ResolutionError(
          Kind.MISCONFIGURED,
          "Cloud Map refused the credentials: "
              + said
              + ". The role needs servicediscovery:DiscoverInstances and"
              + " servicediscovery:DiscoverInstancesRevision");
    }
    if (said.contains("Unable to load credentials")) {
      return new ResolutionError(
          Kind.MISCONFIGURED,
          "no AWS credentials were found "
              + asked
              + ". On ECS give the task a task role; on a laptop set AWS_PROFILE or log in");
    }
    return new ResolutionError(
        Kind.UNAVAILABLE,
        unknownHost(e)
            .map(
                host ->
                    "Cloud Map's host "
                        + Printable.of(host)
                        + " has no address "
                        + asked
                        + ". Check the Region and the network; without internet access the VPC"
                        + " needs the interface endpoint"
                        + " com.amazonaws.<region>.data-servicediscovery")
            .orElse("Cloud Map did not answer: " + said));
  }

  /** The host that DNS does not know, which the SDK's own message is too long to show. */
  private static Optional<String> unknownHost(@Nullable Throwable e) {
    if (e == null) {
      return Optional.empty();
    }
    return e instanceof UnknownHostException && e.getMessage() != null
        ? Optional.of(e.getMessage())
        : unknownHost(e.getCause());
  }

  private static boolean isThrottling(Throwable e) {
    return e instanceof RequestLimitExceededException
        || (e instanceof AwsServiceException aws && aws.isThrottlingException());
  }

  private static boolean isAccessDenied(Throwable e) {
    if (!(e instanceof AwsServiceException aws)) {
      return false;
    }
    boolean named =
        aws.awsErrorDetails() != null
            && "AccessDeniedException".equals(aws.awsErrorDetails().errorCode());
    return named || aws.statusCode() == 403;
  }
}
