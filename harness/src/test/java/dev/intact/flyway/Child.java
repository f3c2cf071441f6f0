package dev.intact.flyway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** An {@link Instance} in a process of its own. */
record Child(Process process, PrintWriter orders, BufferedReader answers) implements AutoCloseable {
    static Child begin() {
        try {
            var process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                            "-Dorg.jooq.no-logo=true",
                            "-Dorg.jooq.no-tips=true",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Instance.class.getName())
                    .redirectError(Redirect.INHERIT)
                    .start();
            return new Child(
                    process, new PrintWriter(process.getOutputStream(), true, UTF_8), process.inputReader(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void start(Start start) {
        startAndHangAt(0, start);
    }

    void startAndHangAt(int step, Start start) {
        orders.println(String.join(
                " ", String.valueOf(step), start.database().url(), start.files().toString()));
    }

    String answer() {
        try {
            return String.valueOf(answers.readLine());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** SIGKILL: nothing of it runs any more, nothing is tidied up. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
