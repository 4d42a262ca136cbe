package dev.hone.lmopenai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One address over HTTP/1.1, with the connections to it that are free. Blocking: a virtual thread
 * that waits here costs no platform thread. A request is sent once; nothing is repeated silently.
 * For any number of threads.
 */
final class Endpoint implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long LOOK_SECONDS = 15;
  private static final long OLDEST_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long SUSPECT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int DIGITS = 14;

  private final Address address;
  private final Supplier<SSLSocketFactory> tls;
  private final byte[] head;
  private final ConcurrentLinkedDeque<Connection> free = new ConcurrentLinkedDeque<>();
  private final Set<Connection> busy = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Reads an answer. */
  interface Reader<T> {
    T read(Reply reply) throws IOException;
  }

  /**
   * @param key sent as the bearer; empty for none
   * @param tls asked only for addresses that need it
   */
  Endpoint(Address address, String key, Supplier<SSLSocketFactory> tls) {
    this.address = address;
    this.tls = tls;
    var head = new StringBuilder("POST ");
    var via = address.via();
    if (!address.tls() && via.isPresent()) head.append(address.origin());
    head.append(address.target()).append(" HTTP/1.1\r\nHost: ").append(address.authority());
    head.append("\r\nUser-Agent: hone\r\nContent-Type: application/json");
    if (!address.tls() && via.isPresent()) head.append(proxyAuthorization(via.get()));
    if (!key.isEmpty()) head.append("\r\nAuthorization: Bearer ").append(key);
    this.head = head.append("\r\nContent-Length: ").toString().getBytes(ISO_8859_1);
    Silence.watch(this, LOOK_SECONDS);
  }

  /** An empty body with room for the head in front. */
  Bytes body(int capacity) {
    return new Bytes(head.length + DIGITS, capacity);
  }

  /**
   * Sends a body from {@link #body} and reads the answer.
   *
   * @throws ConnectException when there is no way to the server
   * @throws IOException when the connection failed or what came over it was not HTTP
   */
  <T> T post(Bytes body, Reader<T> reader) throws IOException {
    int start = head.length + DIGITS;
    var end = ((body.length() - start) + "\r\n\r\n").getBytes(ISO_8859_1);
    int from = start - end.length - head.length;
    System.arraycopy(head, 0, body.array(), from, head.length);
    System.arraycopy(end, 0, body.array(), start - end.length, end.length);
    var connection = connection();
    Reply reply = null;
    busy.add(connection);
    try {
      reply = connection.send(body.array(), from, body.length() - from);
      return reader.read(reply);
    } catch (IOException e) {
      if (!connection.givenUp()) throw e;
      var late = new SocketTimeoutException("nothing came for ten minutes");
      late.initCause(e);
      throw late;
    } finally {
      busy.remove(connection);
      release(connection, reply);
    }
  }

  /** Ends exchanges in which nothing has come for ten minutes; whether to look again. */
  boolean endSilent(long now) {
    for (var connection : busy) if (now - connection.heardAt() > SILENCE_NANOS) connection.giveUp();
    return !closed;
  }

  private Connection connection() throws IOException {
    for (var next = free.pollFirst(); next != null; next = free.pollFirst()) {
      long idle = next.idleNanos();
      if (idle < SUSPECT_NANOS || idle < OLDEST_NANOS && next.alive()) return next;
      next.close();
    }
    return open();
  }

  private void release(Connection connection, @Nullable Reply reply) {
    if (closed || reply == null || !reply.leavesConnection()) {
      connection.close();
      return;
    }
    connection.rest();
    free.addFirst(connection);
    if (closed) close();
    var oldest = free.peekLast();
    if (oldest != null && oldest.idleNanos() > OLDEST_NANOS && free.remove(oldest)) oldest.close();
  }

  private Connection open() throws IOException {
    var via = address.via();
    var socket =
        via.isPresent()
            ? connected(via.get().host(), via.get().port())
            : connected(address.host(), address.port());
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(CONNECT_MILLIS);
      if (address.tls()) {
        if (via.isPresent()) tunnel(socket, via.get());
        socket = secured(socket);
      }
      socket.setSoTimeout(0);
      return new Connection(socket);
    } catch (IOException e) {
      socket.close();
      throw unreachable(address.origin(), e);
    }
  }

  private static Socket connected(String host, int port) throws ConnectException {
    var place = "%s:%d".formatted(host, port);
    InetAddress[] found;
    try {
      found = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw unreachable(place, new IOException("there is no host '%s'".formatted(host), e));
    }
    IOException trouble = new IOException("no address");
    for (var candidate : found) {
      try {
        return connected(candidate, port);
      } catch (IOException e) {
        trouble = e;
      }
    }
    throw unreachable(place, trouble);
  }

  private static Socket connected(InetAddress where, int port) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(where, port), CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void tunnel(Socket socket, Address.Via via) throws IOException {
    var target = address.host() + ":" + address.port();
    var request =
        "CONNECT %s HTTP/1.1\r\nHost: %s%s\r\n\r\n"
            .formatted(target, target, proxyAuthorization(via))
            .getBytes(ISO_8859_1);
    int status = new Connection(socket).send(request, 0, request.length).status();
    if (status != 200)
      throw new IOException(
          "the proxy %s:%d answered with status %d".formatted(via.host(), via.port(), status));
  }

  private SSLSocket secured(Socket plain) throws IOException {
    var socket = (SSLSocket) tls.get().createSocket(plain, address.host(), address.port(), true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String proxyAuthorization(Address.Via via) {
    return via.authorization().isEmpty() ? "" : "\r\nProxy-Authorization: " + via.authorization();
  }

  private static ConnectException unreachable(String place, IOException cause) {
    var failure =
        new ConnectException("no connection to %s: %s".formatted(place, cause.getMessage()));
    failure.initCause(cause);
    return failure;
  }

  @Override
  public void close() {
    closed = true;
    for (var next = free.pollFirst(); next != null; next = free.pollFirst()) next.close();
  }
}
