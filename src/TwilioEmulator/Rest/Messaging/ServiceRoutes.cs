using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Messaging;

internal static class ServiceRoutes
{
    public static void MapServices(this RouteGroupBuilder messaging)
    {
        messaging.MapGet("/Services", List);
        messaging.MapPost("/Services", CreateAsync);
        messaging.MapGet("/Services/{sid}", Fetch);
        messaging.MapPost("/Services/{sid}", UpdateAsync);
        messaging.MapDelete("/Services/{sid}", Delete);
    }

    private static IResult List(HttpContext context, EmulatorStore store) =>
        Paging.Page(
            context,
            "services",
            store.MessagingServices.Of(context.Account().Sid),
            service => service.Sid,
            service => ServiceResource.Of(service, context, store)
        );

    private static async Task<IResult> CreateAsync(
        HttpContext context,
        EmulatorStore store,
        SidGenerator sids,
        TimeProvider clock
    )
    {
        var form = await Form.ReadAsync(context.Request);
        if (form.Text("FriendlyName") is null)
            return TwilioError.BadRequest(20001, "FriendlyName is required");
        if (ServiceForm.Check(form) is { } error)
            return error;
        var now = clock.GetUtcNow();
        var service = new MessagingService
        {
            Sid = sids.Next("MG"),
            AccountSid = context.Account().Sid,
            DateCreated = now,
            DateUpdated = now,
        };
        ServiceForm.Apply(form, service);
        store.MessagingServices.Add(service);
        return RestJson.Created(ServiceResource.Of(service, context, store));
    }

    private static IResult Fetch(HttpContext context, string sid, EmulatorStore store) =>
        Found.Show(
            context,
            store.MessagingServices,
            context.Account().Sid,
            sid,
            service => ServiceResource.Of(service, context, store)
        );

    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        string sid,
        EmulatorStore store,
        TimeProvider clock
    )
    {
        if (!store.MessagingServices.TryGet(context.Account().Sid, sid, out var service))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (ServiceForm.Check(form) is { } error)
            return error;
        ServiceForm.Apply(form, service);
        service.DateUpdated = clock.GetUtcNow();
        return RestJson.Ok(ServiceResource.Of(service, context, store));
    }

    private static IResult Delete(HttpContext context, string sid, EmulatorStore store) =>
        Found.Delete(context, store.MessagingServices, context.Account().Sid, sid);
}
