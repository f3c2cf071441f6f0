package dev.intact.harness;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is logged, which is printed there. */
public final class StandardError {
    private StandardError() {}

    public static String of(Runnable work) {
        var found = System.err;
        var bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(found);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
