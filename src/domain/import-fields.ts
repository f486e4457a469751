/**
 * What an import knows about columns: our fields of each file and the headers under which field-service programs export them.
 * Synonyms are ordered: the first is the surest. It reads no cells (import-mapping.ts) and lands no rows (import-plan.ts).
 */
import type { ImportFile } from './import-source.ts';

/** What the cells of a field must look like, so that a header alone does not decide. */
export type FieldShape = 'text' | 'day' | 'amount' | 'number' | 'email';

export interface FieldRow {
  /** For people: what the field is. */
  means: string;
  shape: FieldShape;
  isRequired: boolean;
  /** Normalised headers (lower case, letters and digits only); matched whole. */
  headers: readonly string[];
}

const field = (means: string, shape: FieldShape, headers: string, isRequired = false): FieldRow => ({
  means,
  shape,
  isRequired,
  headers: headers.split(' '),
});

const jobKeys =
  'jobid jobnumber jobno jobref jobreference workorderid workordernumber workorder wonumber ordernumber orderid appointmentid ticketnumber ticketid jobexternalid job';
const clientKeys =
  'clientid customerid clientnumber customernumber clientno customerno clientexternalid accountnumber accountid clientref customerref';

export const importFields = {
  jobs: {
    externalId: field('the number of the job', 'text', `${jobKeys} externalid id number`, true),
    completedOn: field(
      'the day on which the work was done',
      'day',
      'completedon completedat completiondate completeddate datecompleted doneon datedone donedate workdoneon performedon dateperformed jobcompleted jobcompletedat jobcompleteddate finishedat finishedon finisheddate finishdate datefinished enddate jobenddate closeddate jobdate servicedate dateofservice serviceday visitdate workdate dateofwork workday scheduledend scheduledenddate scheduleddate jobscheduledstartdate startdate scheduledstart date completion finished completed performed',
    ),
    clientExternalId: field('the number of the client', 'text', clientKeys),
    clientName: field(
      'the name of the client',
      'text',
      'clientname customername client customer customerfullname clientfullname billtoname accountname displayname',
    ),
    status: field('how far the job is', 'text', 'jobstatus status workstatus jobstate state stage'),
    totalPrice: field(
      'the total of the job',
      'amount',
      'totalprice jobtotal jobamount totalamount jobstotal jobtotalamount totalrevenue jobrevenue invoicetotal total amount price revenue subtotal jobssubtotal',
    ),
    title: field(
      'what the job is called',
      'text',
      'title jobtitle jobname jobdescription jobsummary summary jobtype description servicetype services',
    ),
    crew: field(
      'who did it',
      'text',
      'crew crewid crewname team teamname assignedto assignedteam assignedteammembers assignedemployees assignedtechnicians technician technicians employees employee visitsassignedto',
    ),
    siteAddress: field(
      'the street of the site',
      'text',
      'siteaddress serviceaddress servicestreet jobaddress propertyaddress serviceproperty servicepropertystreet locationaddress locationstreet streetaddress address street',
    ),
    sitePostcode: field(
      'the postcode of the site',
      'text',
      'zipcode zip postcode postalcode sitepostcode servicezip servicezipcode servicepostalcode servicepropertyzip servicepropertyzipcode servicepropertypostalcode jobzip propertyzip propertyzipcode locationzip',
    ),
    siteCity: field(
      'the city of the site',
      'text',
      'sitecity servicecity servicepropertycity jobcity propertycity locationcity city',
    ),
    siteRegion: field(
      'the state or region of the site',
      'text',
      'siteregion servicestate servicepropertystate servicepropertyprovince jobstatecode propertystate locationstate region regionname province',
    ),
    paymentStatus: field(
      'what the export says about payment (reported only)',
      'text',
      'paymentstatus invoicestatus paidstatus paymentstate paid',
    ),
    paymentDelayDays: field(
      'the days until payment (reported only)',
      'number',
      'paymentdelaydays paymentdelay dayslate daystopay',
    ),
  },
  lines: {
    jobExternalId: field('the number of the job', 'text', `${jobKeys} jobnum`, true),
    title: field(
      'what was done or sold',
      'text',
      'title servicetype service servicename itemname lineitem lineitemname productservice productorservice product item name task taskname description lineitemdescription',
    ),
    detail: field(
      'more about the line',
      'text',
      'detail details description itemdescription lineitemdescription notes memo',
    ),
    kind: field(
      'labor, material, fee, travel or discount',
      'text',
      'kind linetype itemtype lineitemtype type category itemcategory',
    ),
    quantity: field(
      'how many',
      'number',
      'quantity qty units hours hoursquantity itemquantity lineitemquantity',
    ),
    unit: field('what is counted', 'text', 'unit unitofmeasure uom unittype'),
    unitPrice: field(
      'the price of one',
      'amount',
      'unitprice price rate priceperunit priceeach itemprice serviceprice unitamount',
    ),
    amount: field(
      'the total of the line',
      'amount',
      'amount lineamount linetotal lineitemtotal total totalprice extendedprice extendedamount totalamount revenue subtotal',
    ),
  },
  clients: {
    externalId: field('the number of the client', 'text', `${clientKeys} externalid id number`, true),
    name: field(
      'the name',
      'text',
      'name clientname customername displayname fullname customerfullname clientfullname client customer accountname',
    ),
    firstName: field('the first name', 'text', 'firstname givenname contactfirstname'),
    lastName: field('the last name', 'text', 'lastname surname familyname contactlastname'),
    company: field(
      'the company',
      'text',
      'company companyname organization organisation business businessname',
    ),
    email: field(
      'the mail address',
      'email',
      'email emailaddress mainemail primaryemail billingemail customeremail clientemail emails mail',
    ),
    phone: field(
      'the telephone number',
      'text',
      'phone phonenumber mainphone mobile mobilephone mobilenumber mainphonenumber homenumber cell cellphone primaryphone telephone',
    ),
    address: field(
      'the street',
      'text',
      'address billingaddress billingstreet billingstreet1 billingaddress1 street street1 streetaddress addressline1 address1',
    ),
    city: field('the city', 'text', 'city billingcity town'),
    region: field(
      'the state or region',
      'text',
      'region regionname state billingstate province billingprovince county',
    ),
    postcode: field(
      'the postcode',
      'text',
      'postcode postalcode zipcode zip billingzip billingzipcode billingpostalcode',
    ),
    country: field('the country', 'text', 'country billingcountry countrycode'),
    tier: field('the tier', 'text', 'tier customertype clienttype segment customertier customertag tags'),
  },
} as const satisfies Record<ImportFile, Record<string, FieldRow>>;

export type FieldOf<File extends ImportFile> = keyof (typeof importFields)[File] & string;

/** A header with these words holds what the work cost its owner. It is kept for reports and never billed. */
const costWords = /(^| )(costs?|expenses?|profits?|margins?|wages?|payroll|commissions?|markup)( |$)/;

/** `Job #`, `job_id` and `JobID` as words in lower case: `job number`, `job id`. */
export function headerWords(header: string): string {
  return header
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/#|№/g, ' number ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

export const isCostHeader = (header: string): boolean => costWords.test(headerWords(header));
