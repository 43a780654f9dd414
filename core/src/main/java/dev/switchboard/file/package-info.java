/**
 * Start with {@link dev.switchboard.file.FileResolver}. Endpoints that are written in a file, and
 * the watching of files.
 */
@NullMarked
package dev.switchboard.file;

import org.jspecify.annotations.NullMarked;
