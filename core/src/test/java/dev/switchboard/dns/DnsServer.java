package dev.switchboard.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on the loopback, over UDP and TCP, that knows the records it was given. */
final class DnsServer implements AutoCloseable {

  private final List<Record> zone = new CopyOnWriteArrayList<>();
  private final List<Record> beside = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ServerSocket tcp;
  private final DatagramSocket udp;
  private volatile int rcode = Rcode.NOERROR;
  private volatile boolean silent;
  private final AtomicInteger dropped = new AtomicInteger();
  private volatile boolean followsAliases = true;
  private volatile @Nullable Record authority;

  DnsServer() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    DatagramSocket datagrams = new DatagramSocket(0, here);
    ServerSocket connections = null;
    while (connections == null) {
      try {
        connections = new ServerSocket(datagrams.getLocalPort(), 10, here);
      } catch (IOException e) { // somebody else's over TCP
        datagrams.close();
        datagrams = new DatagramSocket(0, here);
      }
    }
    udp = datagrams;
    tcp = connections;
    start(this::serveUdp);
    start(this::serveTcp);
  }

  private interface Loop {
    void run() throws IOException;
  }

  private void start(Loop once) {
    Thread thread =
        new Thread(
            () -> {
              while (!udp.isClosed()) {
                try {
                  once.run();
                } catch (IOException e) {
                  // The client is gone, or this server was closed.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void serveUdp() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
    udp.receive(packet);
    Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    Message answer = answer("udp", query);
    if (silent || dropped.getAndDecrement() > 0) {
      return;
    }
    byte[] wire = answer.toWire(1280); // sets TC where that does not suffice
    udp.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
  }

  private void serveTcp() throws IOException {
    try (Socket socket = tcp.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] query = new byte[in.readUnsignedShort()];
      in.readFully(query);
      byte[] wire = answer("tcp", new Message(query)).toWire(65535);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(wire.length);
      out.write(wire);
      out.flush();
      in.read(); // until the client closes: dnsjava keeps the connection for a while
    }
  }

  private Message answer(String transport, Message query) {
    Record question = query.getQuestion();
    asked.add(transport + " " + question.getName() + " " + Type.string(question.getType()));
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(question, Section.QUESTION);
    answer.getHeader().setRcode(rcode);
    if (rcode == Rcode.NOERROR) {
      fill(answer, question.getName(), question.getType());
    }
    return answer;
  }

  private void fill(Message answer, Name name, int type) {
    Name at = name;
    boolean exists = false;
    for (int i = 0; i < 10; i++) {
      Name owner = at;
      List<Record> here = zone.stream().filter(r -> r.getName().equals(owner)).toList();
      exists = !here.isEmpty();
      List<Record> found = here.stream().filter(r -> r.getType() == type).toList();
      found.forEach(record -> answer.addRecord(record, Section.ANSWER));
      Record alias = here.stream().filter(CNAMERecord.class::isInstance).findFirst().orElse(null);
      if (!found.isEmpty() || alias == null) {
        break;
      }
      if (!answer.findRecord(alias)) {
        answer.addRecord(alias, Section.ANSWER);
      }
      if (!followsAliases) {
        break;
      }
      at = ((CNAMERecord) alias).getTarget();
    }
    beside.forEach(record -> answer.addRecord(record, Section.ADDITIONAL));
    Record soa = authority;
    if (soa != null) {
      answer.addRecord(soa, Section.AUTHORITY);
    }
    answer.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
  }

  /** Lists a record, as in a zone file: {@code orders.prod. 60 A 10.0.0.1}. */
  DnsServer list(String record) {
    zone.add(parse(record));
    return this;
  }

  /** Adds a record to every answer without being asked. */
  DnsServer listBeside(String record) {
    beside.add(parse(record));
    return this;
  }

  DnsServer authority(String record) {
    authority = parse(record);
    return this;
  }

  private static Record parse(String text) {
    List<String> parts = List.of(text.split(" +", 4));
    try {
      return Record.fromString(
          Name.fromString(parts.get(0)),
          Type.value(parts.get(2)),
          DClass.IN,
          Long.parseLong(parts.get(1)),
          parts.get(3),
          Name.root);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  DnsServer clear() {
    zone.clear();
    return this;
  }

  DnsServer rcode(int newRcode) {
    rcode = newRcode;
    return this;
  }

  DnsServer silent(boolean isSilent) {
    silent = isSilent;
    return this;
  }

  /** Loses the next answers over UDP. */
  DnsServer drop(int answers) {
    dropped.set(answers);
    return this;
  }

  DnsServer followsAliases(boolean follows) {
    followsAliases = follows;
    return this;
  }

  /** The questions since the last time. */
  List<String> asked() {
    List<String> all = List.copyOf(asked);
    asked.clear();
    return all;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) udp.getLocalSocketAddress();
  }

  int port() {
    return udp.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
