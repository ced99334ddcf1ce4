using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.IncomingPhoneNumbers;

internal static class IncomingPhoneNumberRoutes
{
    public static void MapIncomingPhoneNumbers(this RouteGroupBuilder account)
    {
        account.MapGet("/IncomingPhoneNumbers.json", List);
        account.MapPost("/IncomingPhoneNumbers.json", BuyNumber.HandleAsync);
        account.MapGet("/IncomingPhoneNumbers/{numberSid}.json", Fetch);
        account.MapPost("/IncomingPhoneNumbers/{numberSid}.json", UpdateAsync);
        account.MapDelete("/IncomingPhoneNumbers/{numberSid}.json", Release);
    }

    private static IResult List(HttpContext context, string accountSid, EmulatorStore store)
    {
        var query = context.Request.Query;
        // Twilio finds a number by any part of it, and takes * for any digit.
        var parts = query["PhoneNumber"].ToString().Split('*');
        var numbers = store
            .Numbers.Table.Of(accountSid)
            .Where(number =>
                parts.All(number.PhoneNumber.Contains)
                && RestQuery.Matches(query["FriendlyName"], number.FriendlyName)
                && RestQuery.Matches(query["Origin"], "twilio")
                && !string.Equals(query["Beta"], "true", StringComparison.OrdinalIgnoreCase)
            );
        return Paging.Page(
            context,
            "incoming_phone_numbers",
            numbers,
            number => number.Sid,
            IncomingPhoneNumberResource.Of
        );
    }

    private static IResult Fetch(HttpContext context, string accountSid, string numberSid, EmulatorStore store) =>
        Found.Show(context, store.Numbers.Table, accountSid, numberSid, IncomingPhoneNumberResource.Of);

    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        string accountSid,
        string numberSid,
        EmulatorStore store,
        AccountBook accounts,
        TimeProvider clock
    )
    {
        if (!store.Numbers.Table.TryGet(accountSid, numberSid, out var number))
            return TwilioError.NotFound(context);
        var form = await Form.ReadAsync(context.Request);
        if (IncomingPhoneNumberForm.Check(form, accountSid, store) is { } error)
            return error;
        // A parent moves numbers between itself and its sub-accounts.
        if (form.Text("AccountSid") is { } newOwner)
        {
            if (!accounts.CanReach(context.Account(), newOwner))
                return TwilioError.BadRequest(20001, $"AccountSid is invalid: {newOwner}");
            number.AccountSid = newOwner;
        }
        IncomingPhoneNumberForm.Apply(form, number);
        number.DateUpdated = clock.GetUtcNow();
        return RestJson.Ok(IncomingPhoneNumberResource.Of(number));
    }

    private static IResult Release(HttpContext context, string accountSid, string numberSid, EmulatorStore store)
    {
        if (!store.Numbers.Table.TryGet(accountSid, numberSid, out var number))
            return TwilioError.NotFound(context);
        store.Numbers.Release(number);
        foreach (var service in store.MessagingServices.Of(accountSid))
            service.Remove(numberSid);
        return Results.NoContent();
    }
}
