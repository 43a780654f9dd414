package dev.switchboard.net;

import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOptions;

/** What a {@code SocketImpl} is told in numbers, told to a socket in its own words. */
final class SocketOptionIds {

  private SocketOptionIds() {}

  static void set(Socket socket, int id, Object value) throws SocketException {
    switch (id) {
      case SocketOptions.TCP_NODELAY -> socket.setTcpNoDelay((Boolean) value);
      case SocketOptions.SO_KEEPALIVE -> socket.setKeepAlive((Boolean) value);
      case SocketOptions.SO_REUSEADDR -> socket.setReuseAddress((Boolean) value);
      case SocketOptions.SO_OOBINLINE -> socket.setOOBInline((Boolean) value);
      case SocketOptions.SO_TIMEOUT -> socket.setSoTimeout((Integer) value);
      case SocketOptions.SO_SNDBUF -> socket.setSendBufferSize((Integer) value);
      case SocketOptions.SO_RCVBUF -> socket.setReceiveBufferSize((Integer) value);
      case SocketOptions.IP_TOS -> socket.setTrafficClass((Integer) value);
      case SocketOptions.SO_LINGER -> {
        boolean on = value instanceof Integer; // else it is false
        socket.setSoLinger(on, on ? (Integer) value : 0);
      }
      default -> throw new SocketException("unknown socket option " + id);
    }
  }

  static Object get(Socket socket, int id) throws SocketException {
    return switch (id) {
      case SocketOptions.TCP_NODELAY -> socket.getTcpNoDelay();
      case SocketOptions.SO_KEEPALIVE -> socket.getKeepAlive();
      case SocketOptions.SO_REUSEADDR -> socket.getReuseAddress();
      case SocketOptions.SO_OOBINLINE -> socket.getOOBInline();
      case SocketOptions.SO_TIMEOUT -> socket.getSoTimeout();
      case SocketOptions.SO_SNDBUF -> socket.getSendBufferSize();
      case SocketOptions.SO_RCVBUF -> socket.getReceiveBufferSize();
      case SocketOptions.IP_TOS -> socket.getTrafficClass();
      case SocketOptions.SO_LINGER -> {
        int seconds = socket.getSoLinger();
        if (seconds < 0) {
          yield false;
        }
        yield seconds;
      }
      case SocketOptions.SO_BINDADDR -> socket.getLocalAddress();
      default -> throw new SocketException("unknown socket option " + id);
    };
  }
}
