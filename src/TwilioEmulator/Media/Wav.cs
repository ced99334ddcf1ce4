using System.Buffers.Binary;
using System.Text;

namespace TwilioEmulator.Media;

/// <summary>RIFF WAVE files as Twilio's: PCM, 8 kHz, 16 bits.</summary>
internal static class Wav
{
    public const int SamplesPerSecond = 8000;
    private const int HeaderBytes = 44;
    private const int BytesPerSample = 2;

    /// <summary>A quiet tone, of another height in each channel, so that one can hear which is which.</summary>
    public static byte[] Tone(TimeSpan length, int channels)
    {
        var samples = (int)(length.TotalSeconds * SamplesPerSecond);
        var file = new byte[HeaderBytes + samples * channels * BytesPerSample];
        WriteHeader(file, channels);
        for (var sample = 0; sample < samples; sample++)
        for (var channel = 0; channel < channels; channel++)
        {
            var at = HeaderBytes + (sample * channels + channel) * BytesPerSample;
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(at), SampleOf(sample, hertz: 440 + 220 * channel));
        }
        return file;
    }

    private static short SampleOf(int sample, int hertz) =>
        (short)(600 * Math.Sin(2 * Math.PI * hertz * sample / SamplesPerSecond));

    private static void WriteHeader(byte[] file, int channels)
    {
        var blockBytes = channels * BytesPerSample;
        Encoding.ASCII.GetBytes("RIFF").CopyTo(file, 0);
        Int(file, 4, file.Length - 8);
        Encoding.ASCII.GetBytes("WAVEfmt ").CopyTo(file, 8);
        Int(file, 16, 16);
        Short(file, 20, 1);
        Short(file, 22, channels);
        Int(file, 24, SamplesPerSecond);
        Int(file, 28, SamplesPerSecond * blockBytes);
        Short(file, 32, blockBytes);
        Short(file, 34, BytesPerSample * 8);
        Encoding.ASCII.GetBytes("data").CopyTo(file, 36);
        Int(file, 40, file.Length - HeaderBytes);
    }

    private static void Int(byte[] file, int at, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);

    private static void Short(byte[] file, int at, int value) =>
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(at), (short)value);
}
