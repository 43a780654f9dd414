package dev.switchboard.okhttp;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;

/** Knows the alias by the endpoint's address, and asks the client's own Dns for all other names. */
final class EndpointDns implements Dns {

  private final Alias alias;
  private final List<InetAddress> answer;
  private final Dns otherNames;

  EndpointDns(Alias alias, Endpoint endpoint, Dns otherNames) {
    this.alias = alias;
    this.otherNames = otherNames;
    try {
      // The address carries the alias's name, so nobody ever looks it up again.
      answer = List.of(InetAddress.getByAddress(alias.host(), endpoint.address().getAddress()));
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // an address has 4 or 16 bytes
    }
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    return host.equals(alias.host()) ? answer : otherNames.lookup(host);
  }
}
