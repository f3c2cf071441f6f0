package dev.intact.harness;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Does what waits for somebody else, each on a thread of its own. The common pool has one thread where there are two
 * processors, and JDK 25 no longer adds any (JDK-8319447): two who wait for each other there would wait forever.
 */
public final class Background {
    private Background() {}

    public static CompletableFuture<Void> run(Runnable work) {
        return CompletableFuture.runAsync(work, Background::start);
    }

    public static <T> CompletableFuture<T> call(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, Background::start);
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "background");
        thread.setDaemon(true);
        thread.start();
    }
}
