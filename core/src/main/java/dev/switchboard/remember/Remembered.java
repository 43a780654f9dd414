package dev.switchboard.remember;

import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.Service;

/**
 * An answer as it is kept.
 *
 * @param service whose it is
 * @param asOfMillis when it was true, in milliseconds since 1970
 * @param endpoints at least one; their attributes are not kept, for nobody knows what is in those
 */
record Remembered(Service service, long asOfMillis, EndpointSet endpoints) {}
