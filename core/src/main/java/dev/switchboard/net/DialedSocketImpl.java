package dev.switchboard.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A socket's inside that is another socket: the JDK lets a socket connect only once, and a dial may
 * need several tries. What is set before it is connected is set on every try's.
 */
final class DialedSocketImpl extends SocketImpl {

  /** What connects to an address, be it an alias or not. */
  interface Connector {
    Socket connect(InetSocketAddress to, SocketDial.Options options, Duration limit)
        throws IOException;
  }

  private final Connector connector;
  private final List<SocketDial.Options> options = new ArrayList<>();

  /** Holds the options until there is a connected one. */
  private volatile Socket socket = new Socket();

  private volatile boolean closed;

  DialedSocketImpl(Connector connector) {
    this.connector = connector;
  }

  @Override
  protected void connect(SocketAddress to, int timeoutMillis) throws IOException {
    if (!(to instanceof InetSocketAddress internet)) {
      throw new SocketException("unsupported address: " + to.getClass().getSimpleName());
    }
    Socket placeholder = socket;
    socket = connector.connect(internet, this::applyOptions, Duration.ofMillis(timeoutMillis));
    placeholder.close();
    if (closed) { // meanwhile, when there was nothing to close but the placeholder
      socket.close();
      throw new SocketException("Socket closed");
    }
    address =
        InetAddress.getByAddress(internet.getHostString(), socket.getInetAddress().getAddress());
    port = socket.getPort();
    localport = socket.getLocalPort();
  }

  @Override
  protected void connect(String host, int toPort) throws IOException {
    connect(InetSocketAddress.createUnresolved(host, toPort), 0);
  }

  @Override
  protected void connect(InetAddress host, int toPort) throws IOException {
    connect(new InetSocketAddress(host, toPort), 0);
  }

  private void applyOptions(Socket to) throws IOException {
    for (SocketDial.Options option : options) {
      option.applyTo(to);
    }
  }

  private void set(SocketDial.Options option) throws IOException {
    option.applyTo(socket);
    options.add(option);
  }

  @Override
  protected void bind(InetAddress host, int fromPort) throws IOException {
    options.add(to -> to.bind(new InetSocketAddress(host, fromPort)));
    localport = fromPort;
  }

  @Override
  public void setOption(int id, Object value) throws SocketException {
    try {
      set(to -> SocketOptionIds.set(to, id, value));
    } catch (SocketException e) {
      throw e;
    } catch (IOException e) {
      throw (SocketException) new SocketException(e.getMessage()).initCause(e);
    }
  }

  @Override
  public Object getOption(int id) throws SocketException {
    return SocketOptionIds.get(socket, id);
  }

  @Override
  protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
    set(to -> to.setOption(name, value));
  }

  @Override
  protected <T> T getOption(SocketOption<T> name) throws IOException {
    return socket.getOption(name);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return socket.supportedOptions();
  }

  @Override
  protected InputStream getInputStream() throws IOException {
    return socket.getInputStream();
  }

  @Override
  protected OutputStream getOutputStream() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  protected int available() throws IOException {
    return socket.getInputStream().available();
  }

  @Override
  protected void close() throws IOException {
    closed = true;
    socket.close();
  }

  @Override
  protected void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  protected void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  protected boolean supportsUrgentData() {
    return true;
  }

  @Override
  protected void sendUrgentData(int data) throws IOException {
    socket.sendUrgentData(data);
  }

  @Override
  protected void create(boolean stream) {
    // There is one already.
  }

  @Override
  protected void listen(int backlog) throws IOException {
    throw new SocketException("this socket dials; it does not listen");
  }

  @Override
  protected void accept(SocketImpl other) throws IOException {
    throw new SocketException("this socket dials; it does not listen");
  }
}
