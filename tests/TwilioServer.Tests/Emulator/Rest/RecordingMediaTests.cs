using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using TwilioEmulator;
using TwilioEmulator.Media;

namespace TwilioServer.Tests.Emulator.Rest;

/// <summary>The sound of recordings, read by its bytes.</summary>
public sealed class RecordingMediaTests : EmulatorTest
{
    [Theory]
    [InlineData("", "audio/x-wav")]
    [InlineData(".wav", "audio/x-wav")]
    [InlineData(".mp3", "audio/mpeg")]
    public async Task Has_the_length_and_the_channels_of_the_recording(string extension, string type)
    {
        var path = await RecordBothSides(seconds: 4);
        var (status, found, bytes) = await Get(path + extension);
        Assert.Equal((200, type), (status, found));
        var (seconds, channels) = extension == ".mp3" ? ReadMp3(bytes) : ReadWav(bytes);
        Assert.Equal(2, channels);
        Assert.InRange(seconds, 4, 4.03);
        var (_, _, one) = await Get(path + extension + "?RequestedChannels=1");
        Assert.Equal(1, (extension == ".mp3" ? ReadMp3(one) : ReadWav(one)).Channels);
        Assert.Equal(400, (await Get(path + extension + "?RequestedChannels=3")).Status);
    }

    [Fact]
    public async Task One_channel_cannot_be_had_as_two()
    {
        TheApp.Twiml("/voice", "<Record recordingStatusCallback=\"/recorded\"/>");
        await Call(
            new
            {
                from = Caller,
                to = Number,
                voicemail = new { speakSeconds = 3 },
            }
        );
        await Advance(10);
        var path = new Uri(TheApp.Single("/recorded")["RecordingUrl"]!).AbsolutePath;
        Assert.Equal(400, (await Get(path + ".wav?RequestedChannels=2")).Status);
        Assert.Equal(1, ReadWav((await Get(path + ".wav")).Bytes).Channels);
    }

    [Fact]
    public async Task Needs_credentials_only_where_the_account_wants_them()
    {
        var path = await RecordBothSides(seconds: 2) + ".mp3";
        Assert.Equal(200, (await Get(path)).Status);
        Assert.Equal(401, (await Get(path, "wrong:wrong")).Status);
        await Control("PUT", $"/accounts/{Account}", new { mediaNeedsCredentials = true });
        Assert.Equal(401, (await Get(path)).Status);
        Assert.Equal(200, (await Get(path, $"{Account}:{EmulatorOptions.DemoAuthToken}")).Status);
    }

    [Fact]
    public async Task Is_gone_with_the_recording_which_is_remembered()
    {
        var path = await RecordBothSides(seconds: 2);
        var resource = path[path.IndexOf("/Recordings", StringComparison.Ordinal)..] + ".json";
        Assert.Equal(204, (await Rest("DELETE", resource)).Status);
        Assert.Equal(404, (await Get(path + ".mp3")).Status);
        Assert.Equal(404, (await Rest("GET", resource)).Status);
        Assert.Equal(404, (await Rest("DELETE", resource)).Status);
        var (_, deleted) = await Rest("GET", resource + "?IncludeSoftDeleted=true");
        Assert.Equal("deleted", deleted.GetProperty("status").GetString());
        var (_, listed) = await Rest("GET", "/Recordings.json");
        Assert.Empty(listed.GetProperty("recordings").EnumerateArray());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(600, 1)]
    public void An_mp3_is_a_row_of_whole_frames(int seconds, int channels)
    {
        var bytes = Mp3.Silence(TimeSpan.FromSeconds(seconds), channels);
        Assert.InRange(ReadMp3(bytes).Seconds, seconds, seconds + 0.03);
        Assert.InRange(bytes.Length, seconds * 4000, seconds * 4000 + 105);
    }

    private async Task<string> RecordBothSides(int seconds)
    {
        await Phone(Owner, new { whenCalled = "answer", hangUpAfterSeconds = seconds });
        TheApp.Twiml(
            "/voice",
            $"<Dial record=\"record-from-answer-dual\" recordingStatusCallback=\"/recorded\">{Owner}</Dial>"
        );
        await Call();
        await Advance(seconds + 5);
        return new Uri(TheApp.Single("/recorded")["RecordingUrl"]!).AbsolutePath;
    }

    private async Task<(int Status, string? Type, byte[] Bytes)> Get(string path, string? credentials = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, BaseUrl + path);
        if (credentials is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))
            );
        using var response = await http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, bytes);
    }

    private static (double Seconds, int Channels) ReadWav(byte[] file)
    {
        Assert.Equal("RIFF", Encoding.ASCII.GetString(file, 0, 4));
        Assert.Equal("WAVEfmt ", Encoding.ASCII.GetString(file, 8, 8));
        Assert.Equal(file.Length - 8, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)));
        Assert.Equal(8000, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(24)));
        Assert.Equal(16, BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(34)));
        var bytesPerSecond = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(28));
        var dataBytes = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(40));
        Assert.Equal(file.Length - 44, dataBytes);
        return ((double)dataBytes / bytesPerSecond, BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(22)));
    }

    /// <summary>Walks from header to header as a player does: MPEG-2 Layer III, 32 kbit/s, 22.05 kHz.</summary>
    private static (double Seconds, int Channels) ReadMp3(byte[] file)
    {
        var (at, frames, channels) = (0, 0, 0);
        while (at < file.Length)
        {
            Assert.Equal((0xFF, 0xF3), (file[at], file[at + 1]));
            Assert.Equal(0x40, file[at + 2] & 0xFC);
            channels = file[at + 3] >> 6 == 3 ? 1 : 2;
            at += 72 * 32_000 / 22_050 + (file[at + 2] >> 1 & 1);
            frames++;
        }
        Assert.Equal(file.Length, at);
        return (frames * 576 / 22_050.0, channels);
    }
}
