namespace TwilioServer.Scenarios.Harness;

/// <summary>What <c>./test</c> hands over: where the programs and the stores are.</summary>
internal static class TestEnvironment
{
    public static string DatabaseUrl => Required("TEST_DATABASE_URL");
    public static string RedisUrl => Required("TEST_REDIS_URL");
    public static string ServerExe => Required("TEST_SERVER_EXE");
    public static string EmulatorExe => Required("TEST_EMULATOR_EXE");

    /// <summary>The folder of initdb and postgres.</summary>
    public static string PostgresBin => Required("TEST_POSTGRES_BIN");

    /// <summary>The words before a command that make it run as somebody who may run PostgreSQL; none where that is us.</summary>
    public static IReadOnlyList<string> PostgresAs =>
        (Environment.GetEnvironmentVariable("TEST_POSTGRES_AS") ?? "").Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        );

    /// <summary>That somebody, as chown takes it.</summary>
    public static string PostgresOwner => Required("TEST_POSTGRES_OWNER");

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException(
            $"{name} is not set. Run ./test --suite scenarios, which starts what the scenarios need."
        );
}
