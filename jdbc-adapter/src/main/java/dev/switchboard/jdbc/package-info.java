/**
 * Start with {@link dev.switchboard.jdbc.SwitchboardDriver}: aliases in JDBC URLs. {@link
 * dev.switchboard.jdbc.SwitchboardPool} keeps a HikariCP pool in step with the endpoints.
 */
@NullMarked
package dev.switchboard.jdbc;

import org.jspecify.annotations.NullMarked;
