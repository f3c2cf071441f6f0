package dev.intact.harness.junit;

import java.util.Objects;

/** Main class of a child JVM: runs a test that fails, tells what its failure says, and stays until its input ends. */
final class FailingTests {
    private FailingTests() {}

    public static void main(String[] arguments) throws Exception {
        var failure = TestDatabaseTest.failureOf(Fixtures.Failing.OnPostgres.class, "true");
        System.out.println(failure.getMessage());
        System.out.println(Objects.requireNonNull(failure.getSuppressed()[0].getMessage()));
        while (System.in.read() >= 0) {
            // Nobody writes.
        }
    }
}
