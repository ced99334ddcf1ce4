namespace TwilioEmulator.Simulator;

/// <summary>How many SMS a body takes: 160 or 153 septets each in the GSM alphabet, 70 or 67 UTF-16 units otherwise.</summary>
internal static class Segments
{
    private const string Gsm =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string GsmExtended = "^{}\\[~]|€";

    public static int Count(string body)
    {
        var isGsm = body.All(letter => Gsm.Contains(letter) || GsmExtended.Contains(letter));
        var units = isGsm ? body.Length + body.Count(GsmExtended.Contains) : body.Length;
        var (alone, joined) = isGsm ? (160, 153) : (70, 67);
        return units <= alone ? 1 : (units + joined - 1) / joined;
    }
}
