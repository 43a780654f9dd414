/**
 * Start with {@link dev.switchboard.grpc.SwitchboardGrpc}. Makes the target {@code
 * switchboard:///orders:50051} work in gRPC.
 */
@NullMarked
package dev.switchboard.grpc;

import org.jspecify.annotations.NullMarked;
