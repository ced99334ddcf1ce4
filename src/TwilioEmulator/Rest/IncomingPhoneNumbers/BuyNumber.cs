using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.IncomingPhoneNumbers;

/// <summary>POST IncomingPhoneNumbers.json: buys a number, the one named or any of an area.</summary>
internal static class BuyNumber
{
    public static async Task<IResult> HandleAsync(HttpRequest request, string accountSid, EmulatorStore store)
    {
        var form = await Form.ReadAsync(request);
        if (IncomingPhoneNumberForm.Check(form, accountSid, store) is { } error)
            return error;
        var (number, refused) = form.Text("PhoneNumber") is { } wanted
            ? Named(wanted, accountSid, store)
            : AnyOf(form.Text("AreaCode"), accountSid, store);
        if (number is null)
            return refused!;
        IncomingPhoneNumberForm.Apply(form, number);
        return RestJson.Created(IncomingPhoneNumberResource.Of(number));
    }

    private static (IncomingPhoneNumber?, TwilioError?) Named(string wanted, string accountSid, EmulatorStore store)
    {
        if (!E164.TryNormalise(wanted, out var phoneNumber))
            return (null, TwilioError.BadRequest(21421, $"PhoneNumber is invalid: {wanted}"));
        return store.Numbers.Buy(phoneNumber, accountSid) is { } number
            ? (number, null)
            : (null, TwilioError.BadRequest(21422, $"{phoneNumber} is not available."));
    }

    /// <summary>Numbers of an area are the fictional ones: XXX 555 0100 to 0199.</summary>
    private static (IncomingPhoneNumber?, TwilioError?) AnyOf(string? areaCode, string accountSid, EmulatorStore store)
    {
        if (areaCode is null)
            return (null, TwilioError.BadRequest(21421, "PhoneNumber is required"));
        if (areaCode.Length != 3 || !areaCode.All(char.IsAsciiDigit) || areaCode[0] is '0' or '1')
            return (null, TwilioError.BadRequest(21451, $"Invalid area code: {areaCode}"));
        for (var last = 100; last < 200; last++)
        {
            if (store.Numbers.Buy($"+1{areaCode}5550{last}", accountSid) is { } number)
                return (number, null);
        }
        return (null, TwilioError.BadRequest(21452, $"No phone numbers found in area code {areaCode}"));
    }
}
