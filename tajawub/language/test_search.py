from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tajawub.language.normalize import LIMIT
from tajawub.language.search import LONGEST, MOST, MOST_WORDS, Term, keywords, keywords_of, query

ANY_TEXT = st.text(st.characters(), max_size=80)  # lone surrogates included

# What is typed | a text that is found by it.
FOUND = """
احمد | كلمت أحمد أمس ; إلغاء | ابغى الغاء الطلب ; الغاء | أريد إلغاء الاشتراك
آلية | ما هي الية التقديم ; مستشفي | المستشفى مزدحم ; مستشفى | في مستشفي الملك
بلديه | بلدية العين ; البلدية | وين البلديه ; مسؤول | من المسئول عن الحفر
مسئول | نبغى مسؤول يرد ; مسوول | المسؤولين ما يردون ; سوال | عندي سؤال بسيط
سؤال | عندي اسئله كثيرة ; فايدة | اتصلت بدون فائدة ; فائدة | ما منها فايده
شؤون | شئون الموظفين ; هيئة | الهيئه ما ردت ; هيئات | هيئة النقل ; طوارئ | رقم الطوارى
شيء | ما وصلني شي ; شي | أي شيء جديد ; دائرة | دايرة الاراضي ; رسوم | رُسُوم التجديد
مدرسة | مـــدرســـة الحي ; جميل | شي جميييييل ; تاخير | تأخييييير مو طبيعي
کهرباء | انقطعت الكهرباء ; ملف | ﻣﻠﻒ الطلب ; لا يوجد | ﻻ ﻳﻮﺟﺪ موقف ; گهوة | كهوه
عراق | سفارة العراق ; مواعید | المواعيد كلها محجوزة ; رسوم | كم الرسوم ; الرسوم | كم رسوم الرخصة
طلب | طلبي مرفوض ; طلب | بالطلب المرفق ; طلب | وبالطلب ; طلب | للطلب رقم ; طلب | فللطلب شروط
طلب | كطلب اول ; طلب | ولطلبه اهمية ; طلبي | حالة الطلب ; طلبات | طلب واحد
بطلبي | الطلبات المعلقة ; خدمة | خدماتكم سيئة ; خدمات | وخدمتكم ; خدمتكم | الخدمات
والخدمات | خدمة العملاء ; عملاء | خدمة العميل ; عملائكم | العملاء ; عميل | عملائنا الكرام
فاتورة | فواتير الكهرباء مرتفعة ; فواتير | وصلتني فاتوره ب 900 ; فاتورتي | الفواتير
فاتوره | وبفواتيرنا ; رسم | رسوم التجديد ; مخالفة | مخالفاتي زادت ; مخالفات | سددت المخالفه
موعد | المواعيد ; مواعيد | حجزت موعد ولا جاني احد ; مسكن | مساكن شعبية ; مساكن | مسكن ملائم
عداد | عدادات المياه ; عدادات | عداد الكهرباء ; رخصة | تجديد رخص البناء ; رخص | رخصتي منتهية
تراخيص | الرخصة التجارية ; شكوى | رفعت شكاوي كثيرة ; شكاوى | قدمت شكوه قبل شهر
بلاغ | البلاغات ما تنحل ; راتب | رواتبنا متاخرة ; رواتب | الراتب ما نزل
وظيفة | الوظائف الشاغرة ; وظائف | وظيفه حكومية ; مدرسة | مدارس الحي ; مدارس | مدرستهم بعيدة
شارع | الشوارع مظلمة ; شوارع | شارعنا بدون انارة ; طريق | الطرق السريعة ; حفرة | حفر في الشارع
حديقة | الحدائق العامة ; مركز | المراكز الصحية ; فرع | فروعكم مقفله ; مكتب | مكاتب العمل
مكتبة | المكتبات العامة ; وثيقة | وثائق الملكية ; وثائق | وثيقه زواج ; مشكلة | عندنا مشاكل
مشاكل | مشكلتي ما انحلت ; حل | ما لقيت حلول ; حلول | وين الحل ; رد | محد رد علي
رد | ردودكم جاهزة ; حق | وين حقوقنا ; حي | الحي عندنا ظلام ; ولد | ولدي مريض
اولاد | ولدي الصغير ; مريض | المرضى ينتظرون ; مبنى | المباني القديمة ; نتيجة | متى النتائج
سؤالي | الاسئلة الشائعة ; سنة | ثلاث سنوات ; ساعة | انتظرت ساعتين ; شهر | صار لي شهرين
شهر | ثلاث شهور ; يوم | ايام ; اسبوع | اسابيع وانا انتظر ; دفع | دفعت المبلغ ; دفع | كيف ادفع
ادفع | يدفعون كل شهر ; دفع | سيدفعون لاحقا ; سداد | تسديد الفاتورة ; تجديد | ابي اجدد الرخصة
تسجيل | متى نسجل ; انتظار | منتظرين من الصبح ; تاخير | المعاملة متأخرة ; انقطاع | الماي مقطوع
استلام | ما استلمت البطاقة ; اعتراض | اعترضت على المخالفة ; وصل | ماوصلني شي
عطل | الجهاز عطلان ; ماء | انقطع الماء ; الماء | ماء الشرب ملوث ; ماء | الماي مقطوع من امس
مياه | الموية ما وصلت ; كهرباء | الكهربا طافية ; اريد | ابغى موعد ; ابغى | ابي موعد
بغيت | أبغي أعرف ; متى | متا يفتح ; وين | فين الفرع ; اين | وينكم ; ليش | لماذا الرفض
كيف | شلون اقدم ; الحين | الآن ; موظف | الموظفين مقصرين ; موظفة | الموظفات ; مهندس | المهندسون
مهندسين | مهندسة ; سيارة | سيارتهم ; سيارات | بسيارتي ; شركة | الشركات ; لشركة | شركتنا
وزارة | وزارتكم ; وزارة | بالوزارة ; وزارة | ووزارات ; ووزارة | الوزارة ; فاتورة | ففاتورتي
كتاب | الكتب المدرسية ; دواء | الأدوية غير متوفرة ; قانون | القوانين ; قانونية | قانوني
قانوني | القانونيين ; سعودي | السعوديين ; سعودية | سعوديات ; الكتروني | الخدمات الإلكترونية
التزام | الالتزامات ; مستفيد | المستفيدين ; متقاعدين | متقاعد ; تأشيرة | التاشيرات
اتجاه | الاتجاهات ; الاتجاه | اتجاهات ; استهلاك | الاستهلاكات ; بيان | بياناتي
كهربائية | كهربائي ; نفايات | الزبالة متراكمة ; امتحانات | الامتحان
رسوم الرخصة | كم رسوم تجديد الرخصه ; رسوم في البلدية | رسوم بلدية العين
متى ينزل الراتب | الراتب متى بينزل ; خدمات البلدية | #خدمات_البلدية ; ابشر | @absher رد على أبشر
absher | @Absher_ksa ; رسو | كم الرسوم ; فات | وصلتني فاتورة ; المست | في المستشفى
الطل | رفعت طلب ; بالطل | رفعت طلب ; licen | driving licence ; 9200 | 920000123
12345 | رقم الطلب ١٢٣٤٥ ; ١٢٣٤٥ | رقم الطلب 12345 ; 920000123 | اتصل 920-000-123
050 123 4567 | 0501234567 ; 0501234567 | ٠٥٠ ١٢٣ ٤٥٦٧ ; 12/345 | معاملة 12/345
345 | معاملة 12/345 ; 1,250 | دفعت 1250 ريال ; 15 | شارع15 ; شارع 15 | شارع15
1234 | لوحة ABC1234 ; abc 1234 | لوحة ABC1234 ; ABC1234 | plate abc 1234 ; بلوك 7 | بلوك7
fees | the FEE is too high ; fee | what are the fees ; licence | my license expired
license | licences ; driving licences | driving license ; colour | the color
centre | service centers ; organisation | organizations ; organised | organize
cancelled | cancel it ; canceled | cancelled ; cancellation | please cancel
cancelling | canceled ; companies | company ; company | company's car
customers | customer's complaint ; addresses | address ; box | boxes ; charges | charged twice
charging | charge ; closing | when do you close ; closed | closes ; parking | parked
pay | payment failed ; paying | paid ; apply | my application ; applied | applying
renewal | renew my visa ; bus | buses are late ; billing | bill ; bills | billed
plan | planning ; moved | moving ; delivered | delivery ; neighbours | neighbor
programme | program ; don't | dont ; café | cafe ; ＦＥＥＳ | fees ; visa | تأشيرة
ساعة | 3indi sa3a ; sa3a | se3ah ; sa3a | انتظرت ساعة ; mo3amala | mu3amalah
معاملة | el mo3amla ; mo3amala | وين معاملتي ; 3indi | عندي مشكلة ; موعد | abi maw3ed
موعد | mo3ed ; maw3ed | المواعيد ; wain | وين الفرع ; wain | wein ; mushkila | مشكلة
mawdoo3 | الموضوع ; mawdo3 | mawdu3 ; موضوع | el mawdoo3 ; متى | mata ; 7asab | 7sab
حساب | 7isabi ; m7tag | محتاج مساعدة ; محتاج | ana me7tag ; تصريح | تصاريح الحفر
تصاريح | وين تصريحي ; معاملتكم | المعاملات متاخرة ; الأراضي | ارض سكنية ; أرضي | صك الأرض
بيوت | بيتنا غرقان ; شقق | شقتي الجديدة ; الأطفال | طفل عمره سنتين ; طفلي | الأطفال
موقفي | مواقف السيارات ; اشتراك | اشتراكي منتهي ; اشتراكات | الاشتراك السنوي ; الغرامات | غرامتي
بلاغاتنا | البلاغ ; اعتماد | تم اعتمادها ; تفعيل | فعلت الحساب ; تنفيذ | متى التنفيذ
صيانة | الصيانه سيئه ; اسعار | السعر غالي ; عقود | عقدي منتهي ; إيجارات | الايجار
مستأجر | المستاجرين ; حاوية | الحاويات مليانة ; انارة | الإنارات طافية ; اشجار | شجره طاحت
أعمدة | عمود الانارة ; كلاب | كلب ضال ; رقم | أرقامكم ; ارقام | رقمي ; جهاز | الاجهزه خربانه
أجهزة | بالجهاز ; قضايا | القضية ; محاكم | بالمحكمه ; شهادة | شهاداتي ; شهود | الشاهد
زوجة | زوجتي ; زوجتي | الزوجات ; بنت | بناتي ; بنات | بنتي ; والدة | والدتي ; امي | الأمهات
اخي | اخوي ; اللجان | لجنة ; الجنسية | جنسيته ; سائق | السايق ; سواقين | سائق
نقاط | نقطة مرورية ; نقطة | النقاط السوداء ; دورة | دورات تدريبية ; دورات | دورتي
شروط | شرط القبول ; مستندات | المستند المطلوب ; أوراق | ورقة ; تحويل | حولوا الراتب
تعديل | اعدل بياناتي ; استخراج | استخرجت الهوية ; الغاء | ألغوا الموعد ; رفض | رفضوا طلبي
مرفوض | تم الرفض ; زيادة | زادت الاسعار ; نقص | فيه نقص بالادوية ; تسربات | تسريب موية
مقطوعة | انقطاع ; خربان | خربانه ; سكان | ساكنين ; تأخر | التأخير ; مماطلة | تماطلون
للحين | الحين ; ليه | ليش ; ازاي | كيف ; عايز | أريد ; يشتغل | ما تشتغل ; شغال | مو شغاله
فتحتوا | متى تفتح ; ابحث | البحث ; الرياض | بالرياض ; دبي | في دبي ; جدة | بجدة
الكويت | بالكويت ; السعودية | سعودي ; المواطن | مواطنة ; بوظائف | وظيفتي ; وتأخير | تاخير
بتأخير | التأخير ; لتأخيركم | تاخير ; وبتأخيرهم | التاخير ; سيتم الرد | سيتم الرد عليكم
مسؤولية | المسؤوليات ; مؤسسة | موسسه ; مؤسسات | المؤسسة ; إجراءات | اجراء ; الاجراء | إجراءاتكم
بدائل | البديل ; صفحة | الصفحات ; رسائل | رساله نصية ; رسالتي | الرسايل ; كاميرات | كاميرا
باصات | الباص ; جمعية | الجمعيات ; جمعيات | بالجمعية ; حضانة | الحضانات ; مقابلة | مقابلات
بطاقات | بطاقتي ; هويتي | الهويات ; حجوزات | حجزي ; السفر | مسافرين ; تذكرة | تذاكر
تذاكر | تذكرتي ; شحنتي | الشحنات ; طرود | طردي ; توقيعي | التوقيع ; اختبارات | اختباري
المقررات | مقرر ; درجاتي | الدرجة ; 7aram | haraam 7araam ; 3amal | عمل ; sha3b | شعب
3alaj | علاج ; el7al | حل ; share3 | شارع ; licenses | licence ; licensing | licenses
inquiries | enquiry ; activities | activity ; buses | bus ; studies | study ; stopped | stopping
issued | issue ; issues | issuing ; updated | updating ; houses | housing
transferred | transfer ; travelling | traveled ; registration | registered ; taxes | tax
appointments | appointment ; documents | document ; expired | expires ; replied | reply
replies | replying ; waiting | waited ; using | used ; rules | rule ; queries | query
parties | party ; classes | class ; wifi | WiFi ; covid-19 | COVID19 ; iphone 15 | iPhone15
2024-05-12 | 2024-05-12 ; A12 | a12 ; المطالبة | مطالباتي ; قسائم | قسيمة الأرض
مكيف | المكيفات خربانة ; مصاعد | المصعد عطلان ; ازعاج | مزعجين ; سهرات | سهره ; ترقية | ترقيات
علاوات | العلاوة السنوية ; أنظمة | نظامكم ; حملة | حملات التفتيش ; مفتشين | المفتش
صرف الراتب | متى صرف الرواتب ; المخططات | مخططنا ; ميزانية | ميزانيات ; برنامج | برامجكم
دوريات | دورية ; كورس | كورسات ; متطلبات | المتطلب ; امتيازات | امتياز ; كشف | كشوفات
خصائص | خاصية ; جلسة | جلسات المحكمة ; كفالة | كفالات ; مهلة | مهل ; منازعات | منازعة
الخادمات | خادمة ; عمال | عاملين ; عمالة | العمال ; تجمع | التجمعات ; ملاحظات | ملاحظة
أبغى أستفسر | ابي استفسر عن ; وصلتني رسالة | وصلني رسايل ; مقفل | مقفلين ; يومية | يوميا
للتسجيل | سجلت ; بالموقع | موقعكم طايح ; عالموقع | الموقع ; هالموضوع | الموضوع
موضوعي | المواضيع ; بيوصل | متى يوصل ; هيوصل | يوصل ; مدارسنا | المدرسة ; معلمات | معلمة
حقائب | حقيبة ; ثلاجة | الثلاجات ; مبتعث | المبتعثين ; خريجين | الخريجون ; شهادته | شهادتي
تأجيل | أجلوا الموعد ; تعيينات | التعيين ; تغييرات | تغيير ; رسالة نصية | الرسائل النصية
أمطار | المطر ; subscriptions | subscribed ; leaking | leak ; noisy | noise
electricity | electrical ; dustbins | dustbin ; recycling | recycle ; reported | reports
traffic lights | traffic light ; permits | permit ; verified | verify ; verification | verify
3alamat | علامات ; mo7afatha | محافظة ; 6areeg | طريق ; e3teradh | اعتراض ; غرف | غرفة تجارة
بنك | لبنك ; rate | rating system ; son | sons of ; form | forms filled in 2020 information
انقطاع الماء | الموية مقطوعة عن حينا من يومين ; رسوم الإقامة | كم رسوم تجديد الاقامه
موعد جوازات | حجزت موعدًا في الجوازات ; حفر الشارع | شارعنا كله حفر
شكوى ضوضاء | قدمت شكوى عن الضوضاء ; فاتورة الكهرباء | وصلتني فواتير كهربا مرتفعه
الباصات | باص المدرسة تأخر ; مخالفة مرورية | المخالفات المرورية
اعتراض على مخالفة | ابي اعترض على مخالفتي ; تعديل الاسم | ابغى اعدل اسمي
التطبيق ما يفتح | تطبيقكم ما فتح معي ; رقم التواصل | ارقام للتواصل معكم
متى ينزل | متى تنزل الدفعة ; الغاء الاشتراك | ألغيت اشتراكي ; دعم السكن | الدعم السكني
رخصة البناء | رخص بناء ; قطع الأشجار | قطعوا الاشجار في الحديقه ; تصاريح العمل | تصريح عمل
الكلاب الضالة | كلب ضال قدام البيت ; حاويات النفايات | الزباله متراكمه جنب الحاويه
تأخر الرد | تأخير في الرد ; نتائج القبول | نتيجة قبولي ; صيانة المصعد | المصاعد تحتاج صيانه
مستشفى الولادة | بمستشفيات الولاده ; تطعيم الأطفال | تطعيمات طفلي ; خزانات | خزان المياه
البصمة | بصمتي ما تقرا ; مرتبات | المرتب ; اقتراحات | عندي اقتراح ; الاستعلام | استعلمت عن
وبالنسبة | بالنسبه ; التظلم | تظلمت ; ملاعب | ملعب الحي ; المحلات | محلات ; قروبات | قروب
تكدس | التكدس ; خريطة | الخرائط ; بتجدد | تجديد ; هيفتح | متى يفتح ; الكاونتر | كاونتر
visa renewal | renewing my visa ; water bills | my water bill ; late buses | the bus is late
applications rejected | application was rejected ; licensing centre | license center
mawa3eed | مواعيد ; el fawateer | فواتير ; ma3loomat | معلومات ; ma3lomat | ma3loumaat
معلومات | ma3lomat
"""

# What is typed, and a space | a text that is not found by it.
PASSED_OVER = """
كتب | مكتب العمل ; مكتب | المكتبة العامة ; مكتبة | المكتب ; كتاب | مكاتب ; بلد | البلدية
بلدية | البلد ; ولد | والدي ; ولد | لد ; لد | ولدي ; فاتورة | تورة ; تورة | فاتورة
وزارة | زيارة ; زيارة | وزارة ; زارة | وزارة ; ماء | ما وصلني شي ; ماء | السماء صافية
ما شفت | ماء ; فئة | فيه حل ; تلف | تلفون ; تلفون | تلف ; لبن | لبنان ; تام | تأمين
تامين | تمام ; قان | قانون ; مباراة | مبارك ; اعلان | علان ; سكن | مسكين ; مسكن | سكين
مساء | مساكن ; رسوم | رسمي ; رسمي | رسوم التجديد ; رسم | رسام ; مدني | مدينة
مدينة | الاحوال المدنية ; شرط | شرطة ; شرطة | شروط ; عمل | عملاء ; عميل | عملية ; عملية | عملة
عملة | عملاء ; عامل | تعامل ; حال | حل ; حل | حلو ; حلول | حلوين ; حكم | حكومة ; محكمة | حكومة
نتيجة | نتج ; بضاعة | ضاعت بطاقتي ; ضاع | بضاعة ; كبير | بئر ; عيد | بعيد ; عالي | فعالية
طلاب | طلبات ; طلبات | طلاب ; مركب | مركبة ; موقع | موقف ; توقيع | موقع ; علم | معلم
قبل | مقابلة ; غرامة | غرام ; جوازات | جوزة ; جامع | جامعة ; سيارة | سائق ; راتب | مراتب
مرتب | راتب ; صرف | مصرف ; وصل | فصل ; فصل | وصل ; نقل | نقد ; بحر | بحث ; بنك | بنت ; بيت | بين
بطاقة | طاقة ; طاقة | بطاقة ; طاقة | ببطاقتي ; كفالة | فالة ; وكالة | كالة ; فرصة | رصة
لوحة | وحدة ; وحدة | واحد ; قطعة | انقطاع ; ساعة | سعر ; شهر | شهرة ; مرور | مر ; دولة | دولي
ميدان | ميد ; رخصة | رخيصة ; رسوم الجواز | رسوم الرخصة ; رسوم الرخصة | رسوم المخالفة
طلب 123 | طلب 124 ; 123 | 1234 ريال ; 1234 | 123 ; 12 | 12345 ; 2024 | ٢٠٢٥ ; 15 | 1.5
car | customer care ; care | my car ; car | card ; even | this evening ; new | good news
fin | a fine ; rat | rates ; plan | plane ; bill | ball ; sit | your site ; bus | business
us | use ; port | airport ; wed | wedding ; form | information ; pass | passport
king | parking ; thin | thing ; sa3a | سعر ; sa3a | sa7a ; حساب | حسد ; win | وين ; fine | فين
كتب | المكتب ; طلب | مطلب ; تصريح | صريح ; صريح | تصريحات ; طفل | طفح المجاري ; ارض | معارض
معرض | مريض ; ورق | مورق ; شجر | شجار ; عقد | عقل ; عقد | معقد ; حجز | عجز ; حجر | حجز
كهرباء | كهف ; كلب | قلب ; كلمة | كلب ; قلم | قلب ; سلام | اسلام ; اسلام | سلامة
سلامة | استلام ; مسلم | استلام ; دين | مدينة ; دين | يدين ; صحة | صحيفة ; صحي | صح ; شرق | شركة
تجارب | تجارة ; قطر | قطار ; قطار | مطار ; مطر | مطار ; مطر | قطر ; عمان | عام ; يمن | يمين
اردن | اردت ; وجه | وجبة ; وجبة | واجب ; واجب | جواب ; وقود | وقوف ; بدل | بديل ; بلاغ | مبلغ
بالغ | بلاغ ; مبلغ | بلغ ; فصل | تفصيل ; فرع | فرعون ; فكرة | كرة ; كرة | فكرة ; لحوم | حوم
حم | لحم ; بر | بريد ; بريد | برد ; برد | رد ; رد | برد ; رد | ورد ; حد | وحد ; لون | تلفون
عون | فرعون ; ليف | تكليف ; تكليف | كيف ; علاج | عاجل ; كفيل | فيل ; كفيل | كفن ; سمع | مسموع
مال | رمال ; مال | شمال ; قسم | موسم ; سوق | سواق ; خط | خطأ ; خطأ | خطاب ; خطة | خطأ ; حلم | حل
محل | حل ; كم | محكم ; the fee | feel ; fees | feet ; pay | payroll ; app | apply ; app | apple
post | position ; test | protest ; bus | bush ; visa | visible ; call | caller id
open | opener ; meter | metro ; number | numb ; man | many ; bank | banknote ; part | party
some | sum ; hour | our ; road | broad ; port | report ; live | alive ; 123 | A 1234 ; 7ab | 3ab
3am | عمر ; 7aq | حقل ; مكيف | كيف ; كيف | مكيفات ; سلك | مسلك ; بصل | وصل ; لوح | وحل
نجار | تجار ; تجار | جار ; جار | جاري العمل ; حفل | حافلة ; حافلة | حفلة ; طالبان | مطالب
مطلب | طلبات ; سحب | سحاب ; سحب | صاحب ; صاحب | صحيح ; ضريبة | ضرب ; خسارة | سيارة ; رصيف | صيف
رصيد | صيد ; وصفة | صفة ; نسبة | سبب ; هدم | خدم ; خدمة | ختم ; جهاز | جهات ; جهة | جهاز
نص | نقص ; حصة | صحة ; قرية | قرار ; قرض | مرض ; مرض | معرض ; زوج | مزدوج ; شهر | مشهور
شهادة | مشاهدة ; حديقة | حديث ; تحديث | حادث ; محطة | حط ; مواد | مواعيد ; ملك | ملاك
فرن | فرنسا ; كرت | كرة ; فاكس | اكس ; بوابة | باب ; bin | bind ; path | pathology ; fire | firm
wall | wallet ; pin | ping ; cab | cable ; cable | cab ; star | start ; bad | badge
wish | swish ; 7es | 7osn ; 3eed | عيب
رسوم الإقامة | رسوم الجواز ; حجز | حاجز ; حاجز | محجوز ; سفير | سفر ; سفارة | سفر
مقعد | مقاعدة ; قاعدة | متقاعد ; متقاعد | عقد ; حضانة | ضمان ; ضمان | رمضان ; مطار | انتظار
نظارة | نظافة ; تنظيف | نظام ; نظام | تنظيم ; قدم | تقديم ; كرة القدم | قدمت طلب ; درب | تدريب
تمر | مستمر ; مخدة | خدمة ; سلة | رسالة ; غلاف | غلق ; فرش | فاشل ; حرم | محترم ; شك | شكوى
شكوى | شكرا ; لوح | لوحة ; هوية | هواية ; منح | منحدر ; سبت | سبب ; خميس | خمسة ; تمام | اهتمام
بنزين | بنك ; علبة | طالبة ; عصر | عنصر ; جمع | جمعية ; حافلة | احتفال ; fine | define
late | plate ; bus | abuse ; water | watermelon ; licence | silence ; visa | advisable
"""

# What ought to be found and is not: the rules are to stay few.
MISSED = """
توصيل | ما وصلو الطلب ; اسحب | سحبوا ; فيروسات | فايروس ; baladeyya | البلدية ; goood | good
جيران | جاري
مقاعد | مقعد فاضي ; المقصف | مقاصف المدارس ; مبيردوش | بيرد
broken traffic lights | the traffic light broke ; road works | roadworks
"""

# What ought not to be found and is, two words being spelled alike once folded or bared.
MISTAKEN = """
نور | نوره ; مريض | مرضية ; غاز | غازي ; بطء | بط ; علي بابا | بابا
"""


def pairs(lines: str) -> list[tuple[str, str]]:
    """The pairs of a list: "typed | text", several to a line with ; between them."""
    listed = [pair.split(" | ") for line in lines.strip().split("\n") for pair in line.split(" ; ")]
    return [(typed, text) for typed, text in listed]


def finds(typed: str, text: str) -> bool:
    asked = query(typed)
    return bool(asked) and all(term.found_in(keywords(text)) for term in asked)


@pytest.mark.parametrize(("typed", "text"), pairs(FOUND))
def test_it_finds(typed: str, text: str) -> None:
    assert finds(typed, text), (query(typed), keywords(text))


@pytest.mark.parametrize(("typed", "text"), pairs(PASSED_OVER))
def test_it_passes_over(typed: str, text: str) -> None:
    assert not finds(typed + " ", text), (query(typed + " "), keywords(text))


@pytest.mark.xfail(reason="the rules are few")
@pytest.mark.parametrize(("typed", "text"), pairs(MISSED))
def test_it_ought_to_find(typed: str, text: str) -> None:
    assert finds(typed + " ", text)


@pytest.mark.xfail(reason="spelled alike")
@pytest.mark.parametrize(("typed", "text"), pairs(MISTAKEN))
def test_it_ought_to_pass_over(typed: str, text: str) -> None:
    assert not finds(typed + " ", text)


def test_function_words_count_only_if_there_are_no_others() -> None:
    assert query("رسوم في البلدية ") == query("رسوم البلدية ")
    assert query("the fees of the office ") == query("fees office ")
    assert finds("في ", "الحفر في الشارع")
    assert not finds("في ", "الحفر")


@pytest.mark.parametrize("typed", ["", " ", "؟!…", "#", "😂😂", "\0", "\u202e", "ـــ", "\ud800"])
def test_what_holds_no_word_asks_for_nothing(typed: str) -> None:
    assert query(typed) == ()


def test_only_the_word_being_typed_may_go_on() -> None:
    assert [term.prefixes for term in query("رسوم الرخ")] == [(), ("الرخ", "رخ")]
    assert [term.prefixes for term in query("رسوم الرخ ")] == [(), ()]
    assert query("ر")[0].prefixes == ()  # every second post would be found


def test_one_term_is_any_of_its_words_and_a_query_all_of_its_terms() -> None:
    term = Term(alternatives=("رسم", "fee"), prefixes=("رخ",))
    assert term.found_in(["fee"])
    assert term.found_in(["رخصه"])
    assert not term.found_in(["رسوم"])
    assert not finds("رسوم البلدية ", "رسوم الجواز")


def test_few_terms_stand_for_a_word() -> None:
    text = "السلام عليكم متى تنزل رواتب الضمان وكم الرسوم على تجديد الرخصة"
    assert len(keywords(text)) <= 2 * len(text.split())


def test_a_long_text_is_read_up_to_a_limit() -> None:
    words = " ".join(f"كلمه{i}" for i in range(LIMIT))
    assert len(keywords(words)) <= MOST
    assert len(query(words)) <= MOST_WORDS
    assert keywords("ا" * 100_000) == ["ا"]
    assert all(len(term) <= LONGEST for term in keywords("ابتث" * 25_000))


WORDS = sorted({word for _, text in pairs(FOUND) for word in text.split() if word.isalpha()})
ARABIC_WORD = st.builds(
    str.__add__,
    st.text("ابتجحدرسشصطعفقكلمنهويأإآؤئ", min_size=2, max_size=9),
    st.sampled_from(["", "ة", "ى", "ء", "ات", "ون"]),
)


@given(ANY_TEXT)
def test_a_term_is_letters_and_digits_whatever_the_text(text: str) -> None:
    asked = [t for term in query(text) for t in (*term.alternatives, *term.prefixes)]
    for term in (*keywords(text), *asked):
        assert term.isalnum()
        assert len(term) <= LONGEST


@given(st.lists(ANY_TEXT, max_size=5))
def test_many_texts_at_once_give_what_each_gives_alone(texts: list[str]) -> None:
    assert keywords_of(texts) == [keywords(text) for text in texts]


@given(ANY_TEXT | st.lists(st.sampled_from(WORDS) | ARABIC_WORD, max_size=8).map(" ".join))
def test_every_word_of_a_text_finds_it(text: str) -> None:
    for word in (text, *text.split()):
        for typed in (word, word + " "):
            assert finds(typed, text) or not query(typed)


@given(st.sampled_from(WORDS) | ARABIC_WORD, st.randoms(use_true_random=False))
def test_however_a_word_is_spelled_it_finds_the_same(word: str, chance: random.Random) -> None:
    assume(query(word))  # not hamza alone
    spelled = another_spelling(word, chance)
    assert finds(spelled, word), (query(spelled), keywords(word))
    assert finds(word, spelled), (query(word), keywords(spelled))
    assert query(spelled + " ") == query(word + " ")


def another_spelling(word: str, chance: random.Random) -> str:
    """The word as somebody else may write it: hamza, final letters, marks, stretching, script."""
    spelled = ""
    for before, letter, after in zip(f" {word}", word, f"{word[1:]} ", strict=False):
        ways = [letter, letter.upper(), letter + "ـ", letter + "\u200c", "\u200f" + letter]
        if "ء" <= letter <= "ي":
            ways += [letter + "َ", letter + "ّ" + "ُ"]
            ways += [letter * 4] * (letter not in (before, after) and letter not in "ويىئؤءاأإآهة")
        ways += [other for alike in ("اأإآ", "كک") if letter in alike for other in alike]
        ways += ["ى", "ی"] * (letter == "ي" and after == " ") + ["ه"] * (
            letter == "ة" and after == " "
        )
        spelled += chance.choice(ways)
    return spelled
