package dev.intact.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One directory for all that this JVM leaves on disk. It vanishes with the JVM, also with a killed one, and so do the
 * PostgreSQL servers whose data directories are in it.
 */
final class Scratch {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Path DISK = Path.of(System.getProperty("java.io.tmpdir"));
    /** In bytes. Containers often have 64 MB, which one PostgreSQL cluster fills. */
    private static final long ENOUGH_MEMORY = 1L << 30;

    private static final String KEEP = "keep";

    // Waits for the end of its input, which the kernel brings about if the JVM is killed. To watch the JVM's process id
    // would be less sure, since the id may be given to another process. SIGQUIT is PostgreSQL's immediate shutdown: it
    // takes the children along
    // and removes postmaster.pid last. A server that was only just starting is found on a later round.
    private static final String WATCHDOG = """
            trap '' HUP INT TERM
            cat >/dev/null
            [ -e "$1/keep" ] && exit
            rounds=0
            while [ -d "$1" ] && [ $rounds -lt 100 ]; do
              servers=no
              for pidfile in "$1"/*/postmaster.pid; do
                [ -f "$pidfile" ] || continue
                servers=yes
                if [ $rounds -lt 50 ]; then signal=QUIT; else signal=KILL; fi
                kill -$signal "$(head -n 1 "$pidfile" | tr -d -)" || [ $rounds -lt 50 ] || rm -f "$pidfile"
              done
              [ $servers = yes ] || rm -rf "$1"
              rounds=$((rounds + 1))
              sleep 0.1
            done
            """;

    private static final Scratch OF_THIS_JVM = new Scratch();

    private final Path root;

    // Also held for this: a Process that is garbage-collected closes the input of its child.
    private final @Nullable Process watchdog;

    private Scratch() {
        try {
            root = Files.createTempDirectory(memoryOrDisk(MEMORY, DISK, ENOUGH_MEMORY), "intact-");
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for test databases", e);
        }
        watchdog = startWatchdog(root);
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "intact-scratch-end"));
    }

    /** {@return a new empty directory, in memory if the system has room there} */
    static Path newDirectory(String prefix) throws IOException {
        return Files.createTempDirectory(OF_THIS_JVM.root, prefix);
    }

    /** {@return whether servers are stopped here; otherwise, for want of a shell, each has to see to it itself} */
    static boolean stopsServers() {
        return OF_THIS_JVM.watchdog != null;
    }

    /** Leaves it all where it is when the JVM ends, with servers that run. */
    static void keep() {
        try {
            Files.write(OF_THIS_JVM.root.resolve(KEEP), new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing can be kept", e);
        }
    }

    private void end() {
        if (watchdog == null) {
            if (!Files.exists(root.resolve(KEEP))) {
                FileTree.delete(root);
            }
            return;
        }
        try {
            watchdog.getOutputStream().close();
            watchdog.waitFor();
        } catch (IOException e) {
            // It has been killed, and there is nobody left to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Path memoryOrDisk(Path memory, Path disk, long bytes) throws IOException {
        return Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() >= bytes ? memory : disk;
    }

    private static @Nullable Process startWatchdog(Path root) {
        // A shell found there would know none of the process ids that Windows gives.
        if (System.getProperty("os.name").startsWith("Windows")) {
            return null;
        }
        try {
            return new ProcessBuilder("sh", "-c", WATCHDOG, "intact-watchdog", root.toString())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException noShell) {
            return null;
        }
    }
}
