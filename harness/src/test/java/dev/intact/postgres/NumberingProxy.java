package dev.intact.postgres;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Stands between a driver and a server as a pooler does: passes everything on, but for the number of the session's process
 * (<a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">BackendKeyData</a>), which may be its own.
 */
final class NumberingProxy implements AutoCloseable {
    private static final int KEY_DATA = 'K';
    private static final int READY = 'Z';

    private final ServerSocket listening;
    private final int server;
    private final boolean ownNumber;

    private NumberingProxy(ServerSocket listening, int server, boolean ownNumber) {
        this.listening = listening;
        this.server = server;
        this.ownNumber = ownNumber;
    }

    static NumberingProxy before(int server, boolean ownNumber) throws IOException {
        var proxy = new NumberingProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), server, ownNumber);
        start(proxy::listen);
        return proxy;
    }

    int port() {
        return listening.getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // One end is gone, and so is the other.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() throws IOException {
        while (!listening.isClosed()) {
            var driver = listening.accept();
            var backend = new Socket(InetAddress.getLoopbackAddress(), server);
            start(() -> pass(driver, backend, driver.getInputStream(), backend.getOutputStream()));
            start(() -> {
                passUntilReady(backend.getInputStream(), driver.getOutputStream());
                pass(backend, driver, backend.getInputStream(), driver.getOutputStream());
            });
        }
    }

    private static void pass(Socket from, Socket to, InputStream in, OutputStream out) throws IOException {
        try (from;
                to) {
            in.transferTo(out);
        }
    }

    /** What a server says until it waits for the first query: a type, a length, a body. */
    private void passUntilReady(InputStream from, OutputStream to) throws IOException {
        var in = new DataInputStream(from);
        var out = new DataOutputStream(to);
        int type;
        do {
            type = in.readUnsignedByte();
            int length = in.readInt();
            var body = in.readNBytes(length - Integer.BYTES);
            if (type == KEY_DATA && ownNumber) {
                body[0] ^= 0x40;
            }
            out.writeByte(type);
            out.writeInt(length);
            out.write(body);
        } while (type != READY);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
