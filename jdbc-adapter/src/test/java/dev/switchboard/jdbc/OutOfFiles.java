package dev.switchboard.jdbc;

import dev.switchboard.endpoint.Endpoint;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What {@link OutOfFilesTest} runs: a process that opens files until there are none. */
final class OutOfFiles {

  private OutOfFiles() {}

  /** Says what became of a connection, and whether its endpoint was blamed. */
  public static void main(String[] args) throws IOException, SQLException {
    try (Lab lab = new Lab();
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      loadClasses(lab);
      Endpoint endpoint = Endpoint.of("127.0.0.1", server.getLocalPort());
      lab.register(endpoint);
      ConnectCallTest.connection(lab).close();
      List<InputStream> files = openAll();
      try (Connection connection = ConnectCallTest.connection(lab)) {
        System.out.println("connected " + connection);
      } catch (SQLException e) {
        for (InputStream file : files) {
          file.close(); // to print loads classes too
        }
        System.out.println(e.getCause());
        System.out.println(e.getSuppressed()[0].getMessage());
      }
      System.out.println("failures " + lab.snapshot(endpoint).failures());
    }
  }

  /** While there are files to load them from. */
  private static void loadClasses(Lab lab) throws IOException {
    try (ServerSocket refuses = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      lab.register(Endpoint.of("127.0.0.1", refuses.getLocalPort()));
    }
    try (Connection connection = ConnectCallTest.connection(lab)) {
      throw new IllegalStateException("nobody listens, and yet: " + connection);
    } catch (SQLException e) {
      e.addSuppressed(new Dial.NoSocketException(new SocketException("none")));
    }
  }

  private static List<InputStream> openAll() {
    List<InputStream> files = new ArrayList<>();
    while (true) {
      try {
        files.add(new FileInputStream("/dev/null"));
      } catch (IOException e) {
        return files;
      }
    }
  }
}
