namespace TwilioServer.Scenarios.Chaos;

/// <summary>Calls that the emulator plays, beside those of the driver: with real dialing, voicemail and recordings.</summary>
internal static class EmulatorCalls
{
    /// <summary>Lets customers call. Their time passes when the emulator's clock is stepped.</summary>
    public static async Task PlaceAsync(Rig rig, int count)
    {
        for (var i = 0; i < count; i++)
            await rig.Emulator.PostAsync(
                "calls",
                new
                {
                    from = $"+1415{3_000_000 + i:D7}",
                    to = Rig.Number,
                    voicemail = new { speakSeconds = 4, thenHangUp = true },
                }
            );
    }
}
