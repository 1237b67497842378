package miroir.chaos.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import miroir.chaos.cluster.Layout;
import miroir.chaos.cluster.Wiring;

/**
 * A link for each gateway to each coordinator and to each node, and one for everybody else to each
 * node. All call {@code localhost}, which is another address for each gateway; ports say who is
 * meant. Addresses other than 127.0.0.1 must be local without being set up, as on Linux.
 * Thread-safe.
 */
public final class Links implements Wiring, AutoCloseable {
  /** Who calls a node and is no gateway: coordinators, and who looks at the cluster. */
  public static final String OTHERS = "others";

  private static final String NODES_LISTEN = "127.1.0.1";

  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Layout layout;

  private Links(Layout layout) {
    this.layout = layout;
  }

  /**
   * Opens all links of a cluster that is not up yet.
   *
   * @param external URLs of nodes that are not the cluster's own; empty: its own
   */
  public static Links open(Layout layout, List<String> external) throws IOException {
    Links links = new Links(layout);
    try {
      links.open(external);
      return links;
    } catch (IOException e) {
      links.close();
      throw e;
    }
  }

  private void open(List<String> external) throws IOException {
    int nodes = external.isEmpty() ? Layout.NODES : external.size();
    for (int gateway = 1; gateway <= Layout.GATEWAYS; gateway++) {
      String caller = "gateway-" + gateway;
      for (int i = 1; i <= Layout.COORDINATORS; i++) {
        open(caller, "coordinator-" + i, layout.grpc(host(caller), i), layout.grpc(i));
      }
    }
    for (String caller : List.of("gateway-1", "gateway-2", OTHERS)) {
      for (int i = 1; i <= nodes; i++) {
        String node = "node-" + i;
        String target =
            external.isEmpty()
                ? layout.http(NODES_LISTEN, node)
                : URI.create(external.get(i - 1)).getAuthority();
        open(caller, node, layout.http(host(caller), node), target);
      }
    }
  }

  private void open(String caller, String server, String listen, String target) throws IOException {
    String name = name(caller, server);
    links.put(name, Link.open(name, address(listen), address(target)));
  }

  private static String name(String caller, String server) {
    return caller + " to " + server;
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static String host(String caller) {
    return caller.startsWith("gateway-") ? "127.1." + Layout.number(caller) + ".1" : "127.0.0.1";
  }

  /** Returns the link by which {@code caller} reaches {@code server}. */
  public Link between(String caller, String server) {
    Link link = links.get(name(caller, server));
    if (link == null) {
      throw new IllegalArgumentException("no link " + name(caller, server));
    }
    return link;
  }

  /** Returns every link to a server, whoever calls. */
  public List<Link> to(String server) {
    return links.entrySet().stream()
        .filter(link -> link.getKey().endsWith(" to " + server))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Returns a gateway's links to all coordinators. */
  public List<Link> toCoordinators(String gateway) {
    return IntStream.rangeClosed(1, Layout.COORDINATORS)
        .mapToObj(i -> between(gateway, "coordinator-" + i))
        .toList();
  }

  /** Resets every connection that is open, once. Returns how many they were. */
  public int reset() {
    return links.values().stream().mapToInt(Link::reset).sum();
  }

  /** Heals every link. */
  public void heal() {
    links.values().forEach(Link::heal);
  }

  @Override
  public String nodeHost() {
    return NODES_LISTEN;
  }

  @Override
  public String calledHost() {
    return "localhost";
  }

  /** Each process has a file of its own that says what {@code localhost} is. */
  @Override
  public List<String> javaOptions(String process) {
    try {
      Path hosts = layout.data().resolve("run").resolve(process + ".hosts");
      Files.createDirectories(hosts.getParent());
      List<String> lines = new ArrayList<>(List.of(host(process) + " localhost"));
      lines.add("127.0.0.1 " + InetAddress.getLocalHost().getHostName());
      Files.write(hosts, lines);
      return List.of(
          "-Djdk.net.hosts.file=" + hosts, "-Dcom.linecorp.armeria.useJdkDnsResolver=true");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Link link : links.values()) {
      link.close();
    }
  }
}
