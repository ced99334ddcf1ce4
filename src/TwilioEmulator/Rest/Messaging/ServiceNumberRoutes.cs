using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messaging;

/// <summary>The numbers in the pool of a service.</summary>
internal static class ServiceNumberRoutes
{
    private static readonly string[] Capabilities = ["Voice", "SMS", "MMS"];

    public static void MapServiceNumbers(this RouteGroupBuilder messaging)
    {
        messaging.MapGet("/Services/{serviceSid}/PhoneNumbers", List);
        messaging.MapPost("/Services/{serviceSid}/PhoneNumbers", AddAsync);
        messaging.MapGet("/Services/{serviceSid}/PhoneNumbers/{sid}", Fetch);
        messaging.MapDelete("/Services/{serviceSid}/PhoneNumbers/{sid}", Remove);
    }

    private static IResult List(HttpContext context, string serviceSid, EmulatorStore store) =>
        store.MessagingServices.TryGet(context.Account().Sid, serviceSid, out var service)
            ? Paging.Page(
                context,
                "phone_numbers",
                service.Pool,
                entry => entry.Number.Sid,
                entry => Of(entry, service, context)
            )
            : TwilioError.NotFound(context);

    /// <summary>A number can be in one pool only.</summary>
    private static async Task<IResult> AddAsync(
        HttpContext context,
        string serviceSid,
        EmulatorStore store,
        TimeProvider clock
    )
    {
        var account = context.Account().Sid;
        if (!store.MessagingServices.TryGet(account, serviceSid, out var service))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (form.Text("PhoneNumberSid") is not { } sid)
            return TwilioError.BadRequest(20001, "PhoneNumberSid is required");
        if (!store.Numbers.Table.TryGet(account, sid, out var number))
            return TwilioError.NotFound(context);
        var isTaken = store.MessagingServices.Of(account).Any(each => each.Pool.Any(entry => entry.Number == number));
        var entry = new MessagingService.PoolNumber(number, clock.GetUtcNow());
        return isTaken || !service.TryAdd(entry)
            ? new TwilioError(409, 21710, "Phone Number is already in a Messaging Service.")
            : RestJson.Created(Of(entry, service, context));
    }

    private static IResult Fetch(HttpContext context, string serviceSid, string sid, EmulatorStore store) =>
        store.MessagingServices.TryGet(context.Account().Sid, serviceSid, out var service)
        && service.Pool.FirstOrDefault(each => each.Number.Sid == sid) is { } entry
            ? RestJson.Ok(Of(entry, service, context))
            : TwilioError.NotFound(context);

    private static IResult Remove(HttpContext context, string serviceSid, string sid, EmulatorStore store) =>
        store.MessagingServices.TryGet(context.Account().Sid, serviceSid, out var service) && service.Remove(sid)
            ? Results.NoContent()
            : TwilioError.NotFound(context);

    private static object Of(MessagingService.PoolNumber entry, MessagingService service, HttpContext context) =>
        new
        {
            entry.Number.Sid,
            entry.Number.AccountSid,
            ServiceSid = service.Sid,
            DateCreated = Iso8601.Format(entry.DateCreated),
            DateUpdated = Iso8601.Format(entry.DateCreated),
            entry.Number.PhoneNumber,
            CountryCode = "US",
            Capabilities,
            Url = $"{context.BaseUrl()}/v1/Services/{service.Sid}/PhoneNumbers/{entry.Number.Sid}",
        };
}
