package dev.switchboard.health;

/**
 * What an endpoint is judged against.
 *
 * @param total endpoints of the service, this one included
 * @param healthyOthers other endpoints that are in use
 * @param worseOut endpoints that are out though something succeeds at them
 * @param failureShare the share of about the last sixteen attempts that usually failed at each of
 *     the others in use, 0 to 1
 */
public record Peers(int total, int healthyOthers, int worseOut, double failureShare) {}
