package dev.switchboard.testkit;

import java.time.Instant;
import java.util.Map;

/**
 * The receipt for a change that Cloud Map makes asynchronously. Here the change is done before the
 * receipt is written, so its status is always {@code SUCCESS}.
 *
 * @param type {@code REGISTER_INSTANCE} for example
 * @param targets kind of target (NAMESPACE, SERVICE, INSTANCE) to its id
 */
record Operation(String id, String type, Map<String, String> targets, Instant finished) {}
