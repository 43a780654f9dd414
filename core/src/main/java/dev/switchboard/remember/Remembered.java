package dev.switchboard.remember;

import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.Service;

/**
 * An answer as it is kept.
 *
 * @param service whose it is
 * @param asOfMillis when it was true, in milliseconds since 1970
 * @param endpoints at least one; with their attributes, for traffic may be split by those
 */
record Remembered(Service service, long asOfMillis, EndpointSet endpoints) {}
