using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("4111111111111111", "[card number]")]
    [InlineData("my card is 4111111111111111 thanks", "my card is [card number] thanks")]
    [InlineData("4111 1111 1111 1111", "[card number]")]
    [InlineData("4111-1111-1111-1111.", "[card number].")]
    [InlineData("3782 822463 10005", "[card number]")]
    [InlineData("(5555555555554444)", "([card number])")]
    [InlineData("4111111111111111,5555555555554444", "[card number],[card number]")]
    [InlineData("4222222222222", "[card number]")]
    [InlineData("6304000000000000000", "[card number]")]
    public void A_card_number_in_a_text_is_masked(string body, string kept) => Assert.Equal(kept, Kept("Body", body));

    [Theory]
    [InlineData("4111 1111 1111 1111 12/27")]
    [InlineData("4111 1111 1111 1111 123")]
    [InlineData("12 4111 1111 1111 1111 12 27 123")]
    [InlineData("4111111111111111 12")]
    [InlineData("2 4111-1111-1111-1111")]
    [InlineData("5555 5555 5555 4444 4111 1111 1111 1111 90210")]
    public void Digits_around_a_card_number_do_not_hide_it(string body)
    {
        var kept = new string([.. Kept("Body", body).Where(char.IsAsciiDigit)]);
        Assert.DoesNotContain("4111111111111111", kept);
        Assert.DoesNotContain("5555555555554444", kept);
    }

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("call me at +1 212 555 0147")]
    [InlineData("order 411111111111")]
    [InlineData("41111111111111111111")]
    [InlineData("A4111111111111111")]
    [InlineData("4111111111111111b")]
    [InlineData("4111  1111  1111  1111")]
    [InlineData("no digits at all")]
    [InlineData("")]
    public void What_is_no_card_number_stays(string body) => Assert.Equal(body, Kept("Body", body));

    [Theory]
    [InlineData("CallSid", "CA41111111111111110000000000000000")]
    [InlineData("MessageSid", "SM00000000000000004111111111111111")]
    [InlineData("MessageSid", "4111111111111111")]
    [InlineData("From", "+4111111111111111")]
    [InlineData("RecordingUrl", "https://api.example.test/RE4111111111111111")]
    [InlineData("Digits", "4111111111111111")]
    public void Only_free_text_is_searched(string name, string value) => Assert.Equal(value, Kept(name, value));

    [Theory]
    [InlineData("SpeechResult")]
    [InlineData("UnstableSpeechResult")]
    [InlineData("TranscriptionText")]
    [InlineData("TranscriptionData")]
    public void Speech_is_free_text(string name) =>
        Assert.Equal("it is [card number]", Kept(name, "it is 4111 1111 1111 1111"));

    [Theory]
    [InlineData("PaymentCardNumber", "xxxxxxxxxxxx1111")]
    [InlineData("ExpirationDate", "1227")]
    [InlineData("SecurityCode", "123")]
    [InlineData("PaymentCardPostalCode", "90210")]
    [InlineData("BankAccountNumber", "000123456789")]
    [InlineData("BankRoutingNumber", "110000000")]
    public void A_payment_field_is_masked_whatever_it_holds(string name, string value) =>
        Assert.Equal("[redacted]", Kept(name, value));

    [Fact]
    public void Where_nothing_is_taken_out_the_list_stays_itself()
    {
        List<KeyValuePair<string, string>> parameters = [new("Body", "hello 123"), new("CallSid", "CA1")];
        Assert.Same(parameters, Redactor.Redact(parameters));
    }

    [Fact]
    public void The_other_parameters_and_their_order_stay()
    {
        List<KeyValuePair<string, string>> parameters =
        [
            new("Body", "4111111111111111"),
            new("From", "+14155550100"),
            new("SecurityCode", "1"),
        ];
        Assert.Equal(
            [new("Body", "[card number]"), new("From", "+14155550100"), new("SecurityCode", "[redacted]")],
            Redactor.Redact(parameters)
        );
        Assert.Equal("4111111111111111", parameters[0].Value);
    }

    [Fact]
    public void A_long_text_of_digits_and_spaces_is_searched_in_no_time()
    {
        var text = string.Concat(Enumerable.Repeat("1 ", 32_000)) + "x";
        Assert.EndsWith("x", Kept("Body", text));
    }

    private static string Kept(string name, string value) => Redactor.Redact([new(name, value)])[0].Value;
}
