using System.CommandLine;

namespace TwilioServer.Ops;

internal static class DemoCommand
{
    public static Command Create() => new("demo", "Plays a missed call.");
}
