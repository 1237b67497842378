package miroir.chaos.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections from one process (or several) to one server, byte by byte. What is held is kept as a
 * network keeps it: it arrives late, or never. Thread-safe.
 *
 * <p>Its listener accepts as long as the link lives: a process that is gone looks like one that
 * closes every connection at once.
 */
public final class Link implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int BACKLOG = 200;

  private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
  private final Valve requests = new Valve();
  private final Valve answers = new Valve();
  private final String name;
  private final ServerSocket listener;
  private final InetSocketAddress target;

  private Link(String name, ServerSocket listener, InetSocketAddress target) {
    this.name = name;
    this.listener = listener;
    this.target = target;
  }

  /**
   * Opens a link.
   *
   * @param name says who calls whom
   * @param listen where callers connect
   * @param target where they mean to
   * @throws IOException if nothing can listen there
   */
  public static Link open(String name, InetSocketAddress listen, InetSocketAddress target)
      throws IOException {
    InetAddress host = listen.getAddress();
    ServerSocket listener;
    try {
      listener = new ServerSocket(listen.getPort(), BACKLOG, host);
    } catch (IOException e) {
      throw new IOException("nothing can listen on " + listen + " (" + name + ")", e);
    }
    Link link = new Link(name, listener, target);
    start("accept " + name, link::accept);
    return link;
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, 128 << 10);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = listener.accept();
        start("connect " + name, () -> connect(caller));
      }
    } catch (IOException e) {
      // Closed: nobody is taken any more.
      requests.close();
    }
  }

  private void connect(Socket caller) {
    Socket server = new Socket();
    Pipe pipe = new Pipe(caller, server);
    pipes.add(pipe);
    try {
      requests.pass();
      server.connect(target, CONNECT_MILLIS);
      caller.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      start("answers " + name, () -> pump(pipe, server, caller, answers));
      pump(pipe, caller, server, requests);
    } catch (IOException e) {
      end(pipe);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(pipe);
    }
  }

  private void pump(Pipe pipe, Socket from, Socket to, Valve valve) {
    byte[] bytes = new byte[16 << 10];
    try {
      int count = from.getInputStream().read(bytes);
      while (count >= 0) {
        valve.pass();
        to.getOutputStream().write(bytes, 0, count);
        count = from.getInputStream().read(bytes);
      }
      valve.pass();
      to.shutdownOutput();
      if (pipe.halfEnded()) {
        end(pipe);
      }
    } catch (IOException e) {
      end(pipe);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(pipe);
    }
  }

  private void end(Pipe pipe) {
    pipes.remove(pipe);
    pipe.reset();
  }

  /** Holds requests and answers: nothing arrives anywhere. */
  public void cut() {
    requests.hold();
    answers.hold();
  }

  /** Holds answers alone: requests arrive, and are carried out. */
  public void holdAnswers() {
    answers.hold();
  }

  /** Lets everything through again; what was held arrives now. */
  public void heal() {
    requests.release();
    answers.release();
  }

  /** Resets every connection that is open (RST); new ones are taken. Returns how many they were. */
  public int reset() {
    int count = 0;
    for (Pipe pipe : pipes) {
      end(pipe);
      count++;
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    requests.close();
    answers.close();
    reset();
  }

  /** One connection: the caller's half and the server's. */
  private static final class Pipe {
    private final AtomicInteger halves = new AtomicInteger(2);
    private final Socket caller;
    private final Socket server;

    Pipe(Socket caller, Socket server) {
      this.caller = caller;
      this.server = server;
    }

    /** Notes the end of one direction; returns whether it was the second. */
    boolean halfEnded() {
      return halves.decrementAndGet() == 0;
    }

    void reset() {
      reset(caller);
      reset(server);
    }

    private static void reset(Socket socket) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        // It is closed already.
        return;
      }
    }
  }
}
