package dev.switchboard.health;

/**
 * What an endpoint is judged against.
 *
 * @param total endpoints of the service, this one included
 * @param healthyOthers other endpoints that are in use
 * @param worseOut endpoints that are out though something succeeds at them
 * @param failureShare the share of about the last sixteen attempts that usually failed at each of
 *     the others in use, 0 to 1
 * @param since what the others have shown since its failures in a row began
 */
public record Peers(int total, int healthyOthers, int worseOut, double failureShare, Since since) {

  /** What the others have shown in some time. A success counts if its attempt began in it. */
  public enum Since {
    /** An attempt succeeded at one of them. */
    WELL,
    /** None did, and one in use has not been heard of: nobody called it. */
    UNHEARD,
    /** None did, and all in use have failed, or were found to not long ago. */
    FAILING
  }
}
