namespace TwilioServer.Scenarios.Harness;

/// <summary>What <c>./test</c> hands over: where the programs and the stores are.</summary>
internal static class TestEnvironment
{
    public static string DatabaseUrl => Required("TEST_DATABASE_URL");
    public static string RedisUrl => Required("TEST_REDIS_URL");
    public static string ServerExe => Required("TEST_SERVER_EXE");
    public static string EmulatorExe => Required("TEST_EMULATOR_EXE");

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException(
            $"{name} is not set. Run ./test --suite scenarios, which starts what the scenarios need."
        );
}
