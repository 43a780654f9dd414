package dev.switchboard.benchmarks.failure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A client that knows three tasks. */
interface Way extends AutoCloseable {

  /** How a client is made. */
  @FunctionalInterface
  interface Maker {

    /**
     * Makes one.
     *
     * @param sent to be told of each call where it is sent, at the time
     */
    Way make(Tasks tasks, Consumer<InetSocketAddress> sent) throws Exception;
  }

  /** One call, answer and all. */
  void call() throws Exception;

  @Override
  void close() throws IOException;
}
