namespace TwilioEmulator.Media;

/// <summary>
/// MPEG-2 Layer III files: 22.05 kHz, 32 kbit/s, which is the shape of Twilio's. Every frame is silent: side
/// information of zeros says that no value is coded, so a decoder gives 576 samples of nothing for each channel.
/// </summary>
internal static class Mp3
{
    public const int SamplesPerSecond = 22_050;
    public const int SamplesPerFrame = 576;
    private const int BitsPerSecond = 32_000;

    public static byte[] Silence(TimeSpan length, int channels)
    {
        var frames = (int)Math.Ceiling(length.TotalSeconds * SamplesPerSecond / SamplesPerFrame);
        using var file = new MemoryStream();
        // A frame is 104.49 bytes: the fraction adds up to one byte of padding in every other frame or so.
        var remainder = 0;
        for (var frame = 0; frame < frames; frame++)
        {
            var bits = SamplesPerFrame / 8 * BitsPerSecond + remainder;
            remainder = bits % SamplesPerSecond;
            var bytes = bits / SamplesPerSecond;
            WriteFrame(file, channels, bytes);
        }
        return file.ToArray();
    }

    private static void WriteFrame(MemoryStream file, int channels, int bytes)
    {
        const int unpadded = SamplesPerFrame / 8 * BitsPerSecond / SamplesPerSecond;
        var frame = new byte[bytes];
        frame[0] = 0xFF;
        // The rest of the sync word, MPEG version 2, layer III, no checksum.
        frame[1] = 0xF3;
        // Bit rate index 4 is 32 kbit/s, rate index 0 is 22.05 kHz, then the padding bit.
        frame[2] = (byte)(0x40 | (bytes > unpadded ? 0x02 : 0x00));
        frame[3] = (byte)(channels == 1 ? 0xC0 : 0x00);
        file.Write(frame);
    }
}
