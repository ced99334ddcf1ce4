using TwilioServer.Configuration;

namespace TwilioServer.RateLimits;

/// <summary>How many texts missed calls from one block of numbers may make us send: whoever has a block can call from all of it.</summary>
/// <param name="TextBacksPerHour">0 for any number.</param>
public sealed record PrefixCapSettings(int TextBacksPerHour)
{
    public static PrefixCapSettings Read(SettingsReader reader) =>
        new(
            reader.Number(
                "TEXT_BACK_PREFIX_CAP",
                60,
                0,
                1_000_000,
                "Texts about missed calls, of all tenants, that go to one block of numbers (the first 8 characters, such as +1415555) in any hour; over it they are blocked, say why, and an error is logged. 0: there is no such cap."
            )
        );
}
