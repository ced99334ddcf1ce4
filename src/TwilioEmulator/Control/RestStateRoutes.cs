using TwilioEmulator.Rest.Keys;
using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

/// <summary>What only Twilio's console, the carriers or somebody's ears decide at Twilio.</summary>
internal static class RestStateRoutes
{
    private const string KeyExample = """{"type":"main|standard|restricted","friendlyName":"Deployment"}""";
    private const string AccountExample = """{"mediaNeedsCredentials":true}""";
    private const string BrandExample = """{"status":"APPROVED|FAILED|IN_REVIEW|SUSPENDED","failureReason":null}""";
    private const string CampaignExample = """{"status":"VERIFIED|IN_PROGRESS|FAILED","errorCode":null}""";
    private const string QualityExample =
        """{"tags":["high_jitter"],"jitterAverageMs":20,"packetsLostPercentage":6,"mos":3.1}""";
    private const string TranscriptionExample = """{"text":"Please call me back.","status":"completed|failed"}""";

    public static void MapRestState(this RouteGroupBuilder control)
    {
        control.MapPost("/keys", CreateKeyAsync);
        control.MapPut("/accounts/{sid}", PutAccountAsync);
        control.MapPut("/brands/{sid}", PutBrandAsync);
        control.MapPut("/campaigns/{sid}", PutCampaignAsync);
        control.MapPut("/calls/{sid}/quality", PutQualityAsync);
        control.MapPost("/recordings/{sid}/transcriptions", AddTranscriptionAsync);
    }

    /// <summary>Twilio makes main keys in its console only.</summary>
    private static async Task<IResult> CreateKeyAsync(HttpRequest request, AccountBook accounts, KeyMaker keys)
    {
        var wish = await ControlJson.ReadAsync<KeyWish>(request, KeyExample);
        if (wish.Type is not (ApiKey.Main or ApiKey.Standard or ApiKey.Restricted))
            throw new ControlException(400, $"A key's type is main, standard or restricted: {KeyExample}");
        var key = keys.Create(wish.AccountSid ?? accounts.Main.Sid, wish.FriendlyName, wish.Type);
        return ControlJson.Created(new { sid = key.Sid, secret = key.Secret });
    }

    private static async Task<IResult> PutAccountAsync(HttpRequest request, string sid, AccountBook accounts)
    {
        var wish = await ControlJson.ReadAsync<AccountWish>(request, AccountExample);
        if (!accounts.TryGet(sid, out var account))
            throw new ControlException(404, $"There is no account {sid}.");
        account.MediaNeedsCredentials = wish.MediaNeedsCredentials;
        return ControlJson.Ok(wish);
    }

    private static async Task<IResult> PutBrandAsync(
        HttpRequest request,
        string sid,
        EmulatorStore store,
        SidGenerator sids
    )
    {
        var wish = await ControlJson.ReadAsync<BrandWish>(request, BrandExample);
        if (!store.Brands.TryGet(sid, out var brand))
            throw new ControlException(404, $"There is no brand {sid}.");
        if (wish.Status is not ("PENDING" or "APPROVED" or "FAILED" or "IN_REVIEW" or "SUSPENDED"))
            throw new ControlException(400, $"Give a status: {BrandExample}");
        (brand.Status, brand.FailureReason) = (wish.Status, wish.FailureReason);
        if (wish.Status == "APPROVED")
        {
            brand.TcrId ??= "B" + sids.Next("")[..7].ToUpperInvariant();
            (brand.IdentityStatus, brand.BrandScore) = ("VERIFIED", brand.BrandScore ?? 42);
        }
        return ControlJson.Ok(wish);
    }

    private static async Task<IResult> PutCampaignAsync(
        HttpRequest request,
        string sid,
        EmulatorStore store,
        SidGenerator sids
    )
    {
        var wish = await ControlJson.ReadAsync<CampaignWish>(request, CampaignExample);
        if (!store.Campaigns.TryGet(sid, out var campaign))
            throw new ControlException(404, $"There is no campaign {sid}.");
        if (wish.Status is not ("PENDING" or "IN_PROGRESS" or "VERIFIED" or "FAILED"))
            throw new ControlException(400, $"Give a status: {CampaignExample}");
        (campaign.Status, campaign.ErrorCode) = (wish.Status, wish.ErrorCode);
        if (wish.Status == "VERIFIED")
            campaign.CampaignId ??= "C" + sids.Next("")[..7].ToUpperInvariant();
        return ControlJson.Ok(wish);
    }

    private static async Task<IResult> PutQualityAsync(HttpRequest request, string sid, EmulatorStore store)
    {
        var quality = await ControlJson.ReadAsync<CallQuality>(request, QualityExample);
        if (!store.Calls.TryGet(sid, out var call))
            throw new ControlException(404, $"There is no call {sid}. GET /control/calls lists them.");
        call.Quality = quality;
        return ControlJson.Ok(quality);
    }

    private static async Task<IResult> AddTranscriptionAsync(
        HttpRequest request,
        string sid,
        EmulatorStore store,
        SidGenerator sids,
        TimeProvider clock
    )
    {
        var wish = await ControlJson.ReadAsync<TranscriptionWish>(request, TranscriptionExample);
        if (!store.Recordings.TryGet(sid, out var recording))
            throw new ControlException(404, $"There is no recording {sid}.");
        if (wish.Status is not ("in-progress" or "completed" or "failed"))
            throw new ControlException(400, $"A status is in-progress, completed or failed: {TranscriptionExample}");
        var now = clock.GetUtcNow();
        var transcription = new Transcription
        {
            Sid = sids.Next("TR"),
            AccountSid = recording.AccountSid,
            RecordingSid = sid,
            DurationSeconds = recording.DurationSeconds ?? 0,
            DateCreated = now,
            DateUpdated = now,
            Status = wish.Status,
            Text = wish.Text,
        };
        store.Transcriptions.Add(transcription);
        return ControlJson.Created(new { sid = transcription.Sid });
    }

    private sealed record KeyWish(string? AccountSid, string? FriendlyName, string Type = ApiKey.Main);

    private sealed record AccountWish(bool MediaNeedsCredentials = false);

    private sealed record BrandWish(string? Status, string? FailureReason);

    private sealed record CampaignWish(string? Status, int? ErrorCode);

    private sealed record TranscriptionWish(string Text = "", string Status = "completed");
}
