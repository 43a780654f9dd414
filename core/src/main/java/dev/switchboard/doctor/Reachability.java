package dev.switchboard.doctor;

import dev.switchboard.doctor.Finding.Level;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Opens a connection to each endpoint and closes it again. Blocks. */
final class Reachability {

  /** So that a thousand endpoints that do not answer take a minute, not a quarter of an hour. */
  private static final int THREADS = 16;

  private Reachability() {}

  static List<Finding> of(Alias alias, List<Endpoint> endpoints, Duration timeout) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Finding>> connecting = new ArrayList<>();
      for (Endpoint endpoint : endpoints) {
        connecting.add(threads.submit(() -> connect(alias + " at " + endpoint, endpoint, timeout)));
      }
      List<Finding> findings = new ArrayList<>();
      for (Future<Finding> one : connecting) {
        findings.add(one.get());
      }
      return findings;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting to " + alias, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("could not try to connect to " + alias, e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Finding connect(String subject, Endpoint endpoint, Duration timeout) {
    try (Socket socket = new Socket()) {
      socket.connect(endpoint.socketAddress(), (int) timeout.toMillis());
      return new Finding(Level.OK, subject, "accepts connections");
    } catch (SocketTimeoutException e) {
      return unreachable(
          subject,
          "does not answer within "
              + timeout.toMillis()
              + " ms: a security group, a route or a firewall is in the way, or the task is gone");
    } catch (NoRouteToHostException e) {
      return unreachable(
          subject, "cannot be reached from here: there is no route. Is this the task's network?");
    } catch (ConnectException e) {
      return unreachable(
          subject,
          "refuses connections: nothing listens at that port, or the task is starting or stopping."
              + " Check the registered port");
    } catch (IOException e) {
      return unreachable(subject, "cannot be reached: " + e.getMessage());
    }
  }

  private static Finding unreachable(String subject, String message) {
    return new Finding(Level.WARNING, subject, message);
  }
}
