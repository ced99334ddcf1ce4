using System.Text.Json;
using TwilioServer.Messages;
using TwilioServer.Tests.Emulator;
using TwilioServer.Tests.Support;
using TwilioServer.TwilioApi;

namespace TwilioServer.Tests.Messages;

/// <summary>Second copies, as the emulator takes, lists and cancels them.</summary>
public sealed class ScheduledCopyTests : EmulatorTest
{
    [Fact]
    public async Task A_copy_is_scheduled_found_beside_the_first_one_and_taken_back()
    {
        var service = await ServiceAsync();
        using var client = new TwilioClient(
            new TwilioSettings(
                Account,
                TwilioEmulator.EmulatorOptions.DemoAuthToken,
                null,
                null,
                null,
                new Uri(BaseUrl),
                2
            )
        );
        var api = new MessageApi(client);
        var now = (await Control("GET", "/clock", null)).GetProperty("now").GetDateTimeOffset();
        var copy = new CopyReference(
            new MessageReference(Guid.Empty, Guid.Empty, Number, Owner, "See you at nine.", now.AddHours(1), now, 0),
            service,
            null
        );
        Assert.Equal((null, null), await api.FindBothAsync(Guid.Empty, copy, TestContext.Current.CancellationToken));

        var sendAt = now + Copies.Ahead;
        var outcome = await api.ScheduleAsync(Guid.Empty, copy, At("/copy"), sendAt, copy.Message.ValidityFrom(sendAt));
        var scheduled = Assert.IsType<SendOutcome.Accepted>(outcome);
        Assert.Equal("scheduled", scheduled.TwilioStatus);
        var (nothing, copySid) = await api.FindBothAsync(Guid.Empty, copy, TestContext.Current.CancellationToken);
        Assert.Equal((null, scheduled.MessageSid), (nothing, copySid));

        var first = await api.SendAsync(Guid.Empty, copy.Message, At("/first"), TimeSpan.FromHours(1));
        var both = await api.FindBothAsync(
            Guid.Empty,
            copy with
            {
                CopySid = copySid,
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal((((SendOutcome.Accepted)first).MessageSid, copySid), (both.First?.MessageSid, both.CopySid));
        Assert.True(await api.CancelAsync(Guid.Empty, copySid!));
        await Advance(25 * 60);
        var sent = (await Control("GET", "/events?after=0&kind=message.status&waitSeconds=0", null))
            .GetProperty("events")
            .EnumerateArray()
            .Where(happened => happened.GetProperty("messageSid").GetString() == copySid)
            .Select(happened => Data(happened, "status").GetString());
        Assert.DoesNotContain("sent", sent);
        Assert.False(await api.CancelAsync(Guid.Empty, ((SendOutcome.Accepted)first).MessageSid));
    }

    private async Task<string> ServiceAsync()
    {
        var (_, service) = await MessagingAsync("/v1/Services", ("FriendlyName", "Copies"));
        var sid = service.GetProperty("sid").GetString()!;
        var (_, list) = await Rest("GET", "/IncomingPhoneNumbers.json?PhoneNumber=" + Uri.EscapeDataString(Number));
        var number = list.GetProperty("incoming_phone_numbers")[0].GetProperty("sid").GetString()!;
        var (status, _) = await MessagingAsync($"/v1/Services/{sid}/PhoneNumbers", ("PhoneNumberSid", number));
        Assert.Equal(201, status);
        return sid;
    }

    private Task<(int Status, JsonElement Json)> MessagingAsync(string path, params (string, string)[] form) =>
        Send("POST", "/messaging.twilio.com" + path, $"{Account}:{TwilioEmulator.EmulatorOptions.DemoAuthToken}", form);
}
