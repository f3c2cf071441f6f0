package dev.intact.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Another JVM with the same class path.
 *
 * @param process ends when its input does
 * @param lines what it says
 */
record ChildJvm(Process process, BufferedReader lines) implements AutoCloseable {
    private static final Pattern INHERITED = Pattern.compile("intact\\.|org\\.jooq\\.|org\\.slf4j\\.");

    static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
        for (var property : System.getProperties().stringPropertyNames()) {
            if (INHERITED.matcher(property).lookingAt()) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.add(main.getName());
        command.addAll(List.of(arguments));
        var process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        return new ChildJvm(process, process.inputReader(UTF_8));
    }

    String line() throws IOException {
        return lines.readLine();
    }

    void end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
