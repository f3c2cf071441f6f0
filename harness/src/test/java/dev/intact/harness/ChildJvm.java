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
public record ChildJvm(Process process, BufferedReader lines) implements AutoCloseable {
    private static final Pattern INHERITED = Pattern.compile("intact\\.|org\\.jooq\\.|org\\.slf4j\\.");

    public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        return startBy(List.of(), main, arguments);
    }

    /** Started by another program, whose last arguments are a command. */
    static ChildJvm startBy(List<String> program, Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<>(program);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It does not live long enough for more.
                "-XX:TieredStopAtLevel=1",
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

    public String line() throws IOException {
        return lines.readLine();
    }

    /** Says something to it. */
    public void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    public void end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
