namespace TwilioServer.Tests.Emulator.Signatures;

/// <summary>
/// Changes one bit of a request such that it means something else. Not every bit does: Twilio's validator for Node takes
/// some spellings of a URL for one, so these bits are left alone: the scheme and the port (a port is also tried left out
/// and put in), the case of a host name, the case of the hexadecimal digits of an escape (%2b is %2B), and control
/// characters and spaces, which it drops, and which no request line can carry.
/// The same goes for the bits of a signature's last character that base64 does not use: bits are changed in the hash.
/// </summary>
internal sealed class BitChange(Random random)
{
    private const int CaseBit = 0x20;

    public enum Part
    {
        Signature,
        Url,
        Parameter,
    }

    public (SignedRequest Request, Part Changed) Apply(SignedRequest request) =>
        random.Next(3) switch
        {
            0 => (request with { Signature = InSignature(request.Signature) }, Part.Signature),
            1 when request.Parameters.Count > 0 => (
                request with
                {
                    Parameters = InParameters([.. request.Parameters]),
                },
                Part.Parameter
            ),
            _ => (request with { Url = InUrl(request.Url) }, Part.Url),
        };

    private string InSignature(string signature)
    {
        var hash = Convert.FromBase64String(signature);
        hash[random.Next(hash.Length)] ^= (byte)(1 << random.Next(8));
        return Convert.ToBase64String(hash);
    }

    private KeyValuePair<string, string>[] InParameters(KeyValuePair<string, string>[] parameters)
    {
        var index = random.Next(parameters.Length);
        var (name, value) = parameters[index];
        parameters[index] =
            value.Length > 0 && random.Next(2) == 0
                ? new(name, Flip(value, random.Next(value.Length), Bit()))
                : new(Flip(name, random.Next(name.Length), Bit()), value);
        return parameters;
    }

    private string InUrl(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = url.IndexOf('/', host);
        var port = url.IndexOf(':', host);
        var hostEnd = port < 0 || port > path ? path : port;
        while (true)
        {
            var position = random.Next(host, url.Length);
            var changed = Flip(url, position, Bit());
            var means = position < hostEnd ? IsOtherHost(url[position], changed[position]) : position > path;
            if (means && CanTravel(changed[position]) && !IsEscapeInOtherCase(url, position, changed[position]))
                return changed;
        }
    }

    /// <summary>A letter or digit for another: anything else would be no host name at all.</summary>
    private static bool IsOtherHost(char before, char after) =>
        char.IsAsciiLetterOrDigit(before) && char.IsAsciiLetterOrDigit(after) && (before ^ after) != CaseBit;

    private static bool CanTravel(char letter) => letter is > ' ' and < (char)0x7F;

    private static bool IsEscapeInOtherCase(string url, int position, char after) =>
        (url[position] ^ after) == CaseBit && (url[position - 1] == '%' || url[position - 2] == '%');

    /// <summary>The seven low bits: they leave a surrogate what it is, and ASCII in ASCII.</summary>
    private int Bit() => 1 << random.Next(7);

    private static string Flip(string text, int position, int bit)
    {
        var letters = text.ToCharArray();
        letters[position] ^= (char)bit;
        return new string(letters);
    }
}
