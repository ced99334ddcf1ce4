namespace TwilioServer.Tests.Support;

/// <summary>Figures that a reader of the run should see though the test passed; the runner keeps other output to itself.</summary>
internal static class Figures
{
    public static void Print(string text) => Console.Error.WriteLine("   " + text);
}
